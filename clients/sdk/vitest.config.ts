import { defineConfig } from "vitest/config";

// tests/rules wants an emulator and has a configuration of its own.
export default defineConfig({ test: { include: ["tests/*.test.ts"], testTimeout: 60_000 } });
