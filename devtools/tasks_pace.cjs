// Loaded into firebase-tools before it starts. Its tasks emulator looks once a second whether an idle queue has got a task, so
// that a timer due now runs half a second late on average; and while any task waits it looks without a pause, which keeps
// a core busy. Here a task is looked at as it comes, near to what Cloud Tasks does, and waiting ones every few milliseconds.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

const LOOK_EVERY_MS = 10;

const library = path.resolve(path.dirname(process.argv[1]), "..");
const { TaskQueueController } = createRequire(process.argv[1])(path.join(library, "emulator", "tasksEmulator"));
const { enqueue, updateQueues } = TaskQueueController.prototype;

if (!("LISTEN_TIMEOUT" in TaskQueueController && "UPDATE_TIMEOUT" in TaskQueueController && enqueue && updateQueues)) {
  throw new Error("the tasks emulator keeps its pace elsewhere now: mend devtools/tasks_pace.cjs");
}
TaskQueueController.LISTEN_TIMEOUT = LOOK_EVERY_MS;
TaskQueueController.UPDATE_TIMEOUT = LOOK_EVERY_MS;
TaskQueueController.prototype.enqueue = function enqueueAndLook(key, task) {
  enqueue.call(this, key, task);
  setImmediate(() => this.updateQueues());
};
