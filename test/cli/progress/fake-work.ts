import { openProgress } from "../../../cli/progress/open-progress.ts";
import { stopOnSignal } from "../../../cli/progress/stop-on-signal.ts";

// Work that shows its progress, to be run in a pseudo-terminal. The first argument says what it does: `quick` ends by
// itself, `endless` when it is told to stop, `stuck` not even then.

const [kind] = process.argv.slice(2);
const summary = { n: 58, clusters: 29, mean: 0.612, low: 0.551, high: 0.672, errors: 0, skipped: 0 };
const steps = 3000;

const progress = await openProgress("compile search as bold-1");
const stop = stopOnSignal(() => progress.update({ isStopping: true }));
for (let done = 1; kind !== "quick" || done <= steps; done++) {
  progress.update({
    phase: "rung 2 of 4",
    done: Math.min(done, steps),
    total: steps,
    running: { name: "nearest k=5, history 4", summary },
    best: { name: "nearest k=3, history 4, MMR 0.3, nearest last", summary: { ...summary, mean: 0.631 } },
    calls: 120,
    cached: 34,
    maxCalls: 500,
    cost: 0.0123,
    maxCost: 1,
    errors: 2,
  });
  if (done === 100) console.error("understudy: a notice in the middle of it");
  if (stop.signal.aborted && kind !== "stuck") break;
  await new Promise((resolve) => setImmediate(resolve));
}
await progress.end();
stop.release();
process.stdout.write("the table\n");
process.exitCode = stop.exitCode() ?? 0;
