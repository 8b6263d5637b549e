/** Weighs what the first view loads, gzipped, and refuses a build over its budget. The map is loaded later and weighed apart. */
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const BUDGET_KB = 350;

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));
const entry = Object.keys(manifest).find((name) => manifest[name].isEntry);

function chunks(name, follow, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of follow(manifest[name])) chunks(next, follow, seen);
  return seen;
}

function weightKb(names) {
  const files = [...names].map((name) => manifest[name].file).filter((file) => file.endsWith(".js"));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST))).length, 0) / 1000;
}

const first = chunks(entry, (chunk) => chunk.imports ?? []);
const all = chunks(entry, (chunk) => [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]);
const firstKb = weightKb(first);
const laterKb = weightKb(all) - firstKb;
writeFileSync(new URL(".vite/weight.json", DIST), JSON.stringify({ first_kb: firstKb, later_kb: laterKb }));
console.log(`Script before the map: ${firstKb.toFixed(1)} kB gzipped of ${BUDGET_KB} kB; loaded later: ${laterKb.toFixed(1)} kB.`);
if (firstKb > BUDGET_KB) {
  console.error(`Over the budget by ${(firstKb - BUDGET_KB).toFixed(1)} kB: load something later, or take something out.`);
  process.exit(1);
}
