// Loaded into firebase-tools before it starts. Its auth emulator compiles a validator for every call of its whole API before it
// serves, four to ten seconds of work each time; its library can compile each one when it is first used, and here it does.
"use strict";

const { createRequire } = require("node:module");

const library = createRequire(process.argv[1])("exegesis-express");
const { middleware } = library;

library.middleware = (spec, options) => middleware(spec, { ...options, lazyCompileValidationSchemas: true });
