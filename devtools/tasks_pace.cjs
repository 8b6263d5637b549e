// Loaded into firebase-tools before it starts. Its tasks emulator looks once a second whether an idle queue has got a task, so
// that a timer due now runs half a second late on average; while any task waits it looks without a pause, which keeps a
// core busy; and it runs a task at once, whatever its schedule time, so that timers far off are tried again and again and take
// the places of near ones. Here a task comes to its queue when it is due, as in Cloud Tasks, and is looked at as it comes.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

const LOOK_EVERY_MS = 10;
const AFTER_DUE_MS = 5; // a timer of Node may fire a little early, and a function would call that too early
const LONGEST_MS = 2 ** 31 - 1; // of a timer of Node

const library = path.resolve(path.dirname(process.argv[1]), "..");
const { TaskQueueController } = createRequire(process.argv[1])(path.join(library, "emulator", "tasksEmulator"));
const { enqueue, updateQueues } = TaskQueueController.prototype;

if (!("LISTEN_TIMEOUT" in TaskQueueController && "UPDATE_TIMEOUT" in TaskQueueController && enqueue && updateQueues)) {
  throw new Error("the tasks emulator keeps its pace elsewhere now: mend devtools/tasks_pace.cjs");
}
TaskQueueController.LISTEN_TIMEOUT = LOOK_EVERY_MS;
TaskQueueController.UPDATE_TIMEOUT = LOOK_EVERY_MS;

const waiting = new Set();

TaskQueueController.prototype.enqueue = function enqueueWhenDue(key, task) {
  const queue = this.queues[key];
  const name = `${key} ${task.name}`;
  const waitMs = Date.parse(task.scheduleTime) - Date.now();
  if (waiting.has(name) || queue?.queuedIds.has(task.name)) {
    throw new Error("Queue IDs must be unique"); // which is answered as a conflict
  }
  if (!queue || !(waitMs > 0)) {
    enqueue.call(this, key, task);
    setImmediate(() => this.updateQueues());
    return;
  }
  waiting.add(name);
  const come = () => {
    waiting.delete(name);
    this.enqueue(key, task);
  };
  setTimeout(come, Math.min(waitMs + AFTER_DUE_MS, LONGEST_MS)).unref();
};
