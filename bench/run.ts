// npm run bench: every figure that the project holds itself to, in one run, as ratios where a machine's speed matters.
import { cpus } from "node:os";
import { demoSearch } from "./demo-search.ts";
import type { Row } from "./measure.ts";
import { memory } from "./memory.ts";
import { optimizerCosts } from "./optimizers.ts";
import { programMemory } from "./program-memory.ts";
import { runBundled } from "./run-bundled.ts";
import { soak } from "./soak.ts";
import { startUp } from "./start-up.ts";
import { terminalChat } from "./terminal.ts";
import { turnOverhead } from "./turn.ts";

const suites = {
  "start-up": startUp,
  "the chat in a terminal": terminalChat,
  "one turn": turnOverhead,
  "a call through the whole chain": runBundled("chain", "chain"),
  "2,000 turns over servers that fail": soak,
  "turns as examples grow": runBundled("turn-sizes", "turnSizes"),
  guards: runBundled("guard-costs", "guardCosts"),
  "demo search": demoSearch,
  "optimizers, a turn": optimizerCosts,
  "against the published bootstrap at every turn": runBundled("against-bootstrap", "againstBootstrap"),
  "compiled programs": runBundled("program-files", "programFiles"),
  "a compile over a slow server": runBundled("compile", "compileTime"),
  memory,
  "memory of a large program": programMemory,
};

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n`);
let broken = 0;
for (const [name, suite] of Object.entries(suites)) {
  console.log(name);
  for (const row of await suite()) {
    console.log(`  ${row.what.padEnd(76)}${row.value.padStart(14)}  ${(row.limit ?? "").padEnd(12)}${mark(row)}`);
    if (row.kept === false) broken++;
  }
}
console.log(broken === 0 ? "\nall limits kept" : `\n${broken} limits broken`);
process.exitCode = broken === 0 ? 0 : 100;

function mark({ kept }: Row): string {
  return kept === undefined ? "" : kept ? "kept" : "BROKEN";
}
