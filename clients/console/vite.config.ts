import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the hosting emulator answers: the development server passes Firebase's own paths on to it. */
const hosting = globalThis.process?.env["MUSTER_HOSTING_HOST"];

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", manifest: true, chunkSizeWarningLimit: 1200 },
  server: hosting === undefined ? {} : { proxy: { "/__/": `http://${hosting}` } },
});

declare const globalThis: { readonly process?: { readonly env: Readonly<Record<string, string | undefined>> } };
