// npm run bench: every figure that the project holds itself to, in one run, as ratios where a machine's speed matters.
import { cpus } from "node:os";
import { demoSearch } from "./demo-search.ts";
import { guardCosts } from "./guards.ts";
import type { Row } from "./measure.ts";
import { memory } from "./memory.ts";
import { startUp } from "./start-up.ts";
import { turnOverhead } from "./turn.ts";

const suites = { "start-up": startUp, "one turn": turnOverhead, guards: guardCosts, "demo search": demoSearch, memory };

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n`);
let broken = 0;
for (const [name, suite] of Object.entries(suites)) {
  console.log(name);
  for (const row of await suite()) {
    console.log(`  ${row.what.padEnd(62)}${row.value.padStart(14)}  ${(row.limit ?? "").padEnd(12)}${mark(row)}`);
    if (row.kept === false) broken++;
  }
}
console.log(broken === 0 ? "\nall limits kept" : `\n${broken} limits broken`);
process.exitCode = broken === 0 ? 0 : 100;

function mark({ kept }: Row): string {
  return kept === undefined ? "" : kept ? "kept" : "BROKEN";
}
