import { expect, it } from "vitest";
import { runSoak } from "../../bench/run-soak.ts";
import { breaches } from "../../bench/soak.ts";

// A small one of what `npm run bench` does with 2,000 turns, and without a last resort.
it("80 turns over servers of which a quarter of the requests fail lose nothing, and nobody stays without an answer", async () => {
  const report = await runSoak({ turns: 80, atOnce: 16, seed: 3, share: 0.25, last: "nobody" });
  const told = JSON.stringify({ ...report, took: [] }, undefined, 2);
  expect(report.turns).toBe(80);
  expect(
    Object.entries(breaches(report)).filter(([, count]) => count > 0),
    told,
  ).toEqual([]);
  // It was no fair weather.
  expect(Object.keys(report.decisions).length, told).toBeGreaterThan(4);
  expect(report.spend.exact, told).toBeGreaterThan(75);
}, 120_000);
