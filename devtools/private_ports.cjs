// Loaded into firebase-tools before it starts. Its functions emulator looks for a free port for each Python worker a second
// or two before the worker takes it; two that start together can be given the same one, and then one function answers
// for the other. Here every request gets a port that was never given before, from a range that is this suite's own.
"use strict";

const { createRequire } = require("node:module");
const net = require("node:net");

const [first, last] = process.env.MUSTER_WORKER_PORTS.split("-").map(Number);
let next = first;

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

async function takePort() {
  for (let tried = first; tried <= last; tried += 1) {
    const port = next;
    next = next === last ? first : next + 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${first} and ${last} for a function's worker`);
}

createRequire(process.argv[1])("portfinder").getPortPromise = takePort;
