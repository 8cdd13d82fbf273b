import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type MetricsRequest, openMetrics } from "../../../app/metrics/open-metrics.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { noon, record } from "./measured.ts";

const metric = (name: string) =>
  `export default { name: "${name}", help: "h", group: "stage", unit: "ms", of: (turns) => ({ value: turns.length, n: 1 }) };`;

/** A home with the log of one turn, where a stage's time is given. */
const home = (ms?: Record<string, number>) => {
  const { folder, write } = temporaryFolder();
  mkdirSync(join(folder, "predictions"));
  if (ms) write(join("predictions", "2026-07-01.jsonl"), `${JSON.stringify(record({ metadata: { ms } }))}\n`);
  const open = (request: MetricsRequest) => openMetrics(request, { home: folder, plugins: [], now: noon, cwd: folder });
  return { open, write };
};

describe("openMetrics", () => {
  it("refuses a metric that there is none of, also where nothing is logged yet; stages are known without a log", async () => {
    const { open } = home();
    await expect(open({ metrics: ["latnecy"] })).rejects.toThrow("did you mean latency?");
    for (const name of ["latency", "inputGuards", "firstToken"]) {
      expect((await open({ metrics: [name] })).measured.tables).toEqual([]);
    }
  });

  it("refuses a plug-in's metric with the name of a stage, of today's or of the log's", async () => {
    const { open, write } = home({ total: 3, "old-stage": 2 });
    write("model.mjs", metric("model"));
    await expect(open({ plugins: ["model.mjs"] })).rejects.toThrow("there is a metric named model already");
    write("old.mjs", metric("old-stage"));
    await expect(open({ plugins: ["old.mjs"] })).rejects.toThrow(
      "named old-stage, as a stage of the turns in the log is",
    );
    write("own.mjs", metric("own"));
    expect((await open({ plugins: ["own.mjs"], metrics: ["own"] })).measured.tables).toMatchObject([
      { group: "stage", rows: [{ figure: { value: 1 } }] },
    ]);
  });
});
