import { defineConfig } from "vitest/config";

// Wants an emulator with the rules and their documents: `tests/rules/test_client_listeners.py` gives it one.
export default defineConfig({ test: { include: ["tests/rules/*.test.ts"], testTimeout: 60_000 } });
