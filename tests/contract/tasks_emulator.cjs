// The tasks emulator alone: the Firebase CLI starts it only beside functions, which this contract does not need.
const { TasksEmulator } = require("firebase-tools/lib/emulator/tasksEmulator");

const server = new TasksEmulator({}).createHubServer().listen(0, "127.0.0.1", () => {
  console.log(server.address().port);
});
process.stdin.on("end", () => process.exit(0)).resume();
