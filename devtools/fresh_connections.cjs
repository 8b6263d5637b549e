// Loaded into firebase-tools before it starts. Its functions emulator keeps connections to the Python workers open and uses them
// again; a worker closes an idle one after two seconds, and a request sent in that instant is lost ("socket hang up"): an event
// is gone then, for the emulator acknowledges it all the same. Here every request gets a connection of its own.
"use strict";

const http = require("node:http");

http.globalAgent = new http.Agent({ keepAlive: false });
