// The tasks emulator alone: the Firebase CLI starts it only beside functions, which this contract does not need. It keeps the pace
// that it keeps in our suites, whose preload looks for the library beside the script that was started.
process.argv[1] = require.resolve("firebase-tools/lib/bin/firebase.js");
require("../../devtools/tasks_pace.cjs");
const { TasksEmulator } = require("firebase-tools/lib/emulator/tasksEmulator");

const server = new TasksEmulator({}).createHubServer().listen(0, "127.0.0.1", () => {
  console.log(server.address().port);
});
process.stdin.on("end", () => process.exit(0)).resume();
