import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adviceOf } from "../../../app/experiments/advice.ts";
import { experimentsSchema } from "../../../app/experiments/experiment-schema.ts";
import { openExperimentDesk } from "../../../app/experiments/open-desk.ts";
import { openExperiments } from "../../../app/experiments/open-experiments.ts";
import { noSections } from "../../../app/no-sections.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { reportLines } from "../../../cli/experiment-report.ts";
import { ratingLog } from "../../../store/rating-log.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";
import { prediction } from "./prediction.ts";
import { begin, end, simulated } from "./simulated.ts";

const experiments = experimentsSchema.parse({
  tone: {
    variants: { control: { share: 1 }, warm: { share: 1, temperature: 0.9 } },
    canary: { variant: "warm", max_blocked: 0.2 },
  },
  model: { persona: "Eva", variants: { small: { share: 9 }, large: { share: 1 } } },
});

const openIn = (home: string) =>
  openExperimentDesk({ home, now: () => end, sections: Promise.resolve({ ...noSections, experiments }) });

describe("openExperimentDesk", () => {
  it("names what was probably meant by an unknown name", async () => {
    const desk = openIn(temporaryFolder().folder);
    expect((await rejection(desk.report("tome", {}))).message).toContain(
      '"tome" in understudy.yaml; did you mean tone?',
    );
    expect((await rejection(desk.status("x"))).message).toContain("one of tone, model");
    expect((await rejection(desk.report("tone", { metric: "latencie" }))).message).toContain("did you mean latency?");
    const stop = { action: "stop", reason: "r" } as const;
    expect((await rejection(desk.decide("tone", { ...stop, variant: "wram" }))).message).toContain(
      "did you mean warm?",
    );
    expect((await rejection(desk.decide("tone", { ...stop, variant: "control" }))).message).toContain("is the control");
  });

  it("asks for the reason of a stop", async () => {
    const desk = openIn(temporaryFolder().folder);
    for (const reason of ["", "  "]) {
      const refused = await rejection(desk.decide("tone", { action: "stop", reason }));
      expect(refused).toBeInstanceOf(InputError);
      expect(refused.message).toContain("--why: a stop needs its reason");
    }
  });

  it("makes no file where it only reads, and says that there is no data", async () => {
    const { folder } = temporaryFolder();
    const desk = openIn(folder);
    const report = await desk.report("tone", {});
    expect(reportLines(report, adviceOf(report)).join(" ")).toMatch(/^No data/);
    // Conversations of Eva go to `tone` too, which comes first and is meant for all.
    expect((await desk.status()).map(({ name, state, behind }) => [name, state, behind])).toEqual([
      ["tone", "running", undefined],
      ["model", "waits", "tone"],
    ]);
    expect(existsSync(join(folder, "understudy.db"))).toBe(false);
  });

  it("stops and starts, each once, and shows who did and why", async () => {
    const desk = openIn(temporaryFolder().folder);
    const stop = { action: "stop", reason: "too warm" } as const;
    expect(await desk.decide("tone", { ...stop, variant: "warm" })).toBe(true);
    expect(await desk.decide("tone", { ...stop, variant: "warm" })).toBe(false);
    const stopped = { by: "operator", reason: "too warm", at: new Date(end).toISOString() };
    expect((await desk.status("tone"))[0]?.variants[1]?.stopped).toMatchObject(stopped);
    expect(await desk.decide("tone", { action: "start", reason: "", variant: "warm" })).toBe(true);
    expect(await desk.decide("tone", stop)).toBe(true);
    expect((await desk.status()).map(({ state }) => state)).toEqual(["stopped", "running"]);
  });

  it("reports what chats recorded, from the first turn to what to do", async () => {
    const { folder } = temporaryFolder();
    const database = join(folder, "understudy.db");
    const running = openExperiments({
      sections: { experiments },
      persona: "Maya",
      database,
      now: () => begin,
      onProblem: (problem) => expect.unreachable(problem),
    });
    const tone = experiments.tone;
    if (tone === undefined) return expect.unreachable();
    const { turns, ratings } = simulated(tone, {
      users: 120,
      seed: 21,
      of: { control: { good: 0.3 }, warm: { good: 0.9 } },
    });
    for (const { session, turn, at } of turns) {
      const assigned = await running.assigned(session);
      const record = prediction(session, turn, {
        experiment: assigned?.experiment ?? "",
        variant: assigned?.variant ?? "",
      });
      await running.record({ ...record, timestamp: at });
    }
    await running.close();
    const log = ratingLog({ path: join(folder, "ratings.jsonl") });
    for (const rating of ratings)
      await log.append({ ...rating, at: "2026-03-01T10:00:00Z", persona: "Maya", demos: [] });
    const report = await openIn(folder).report("tone", { minEffect: 10 });
    expect(report).toMatchObject({ minEffect: 0.1, traffic: { isOff: false }, comparisons: [{ verdict: "better" }] });
    const shown = reportLines(report, adviceOf(report)).join("\n");
    expect(shown).toMatch(/at any time +\+\d/);
    expect(shown.replaceAll("\n", " ")).toMatch(/warm is better: .* Roll it out: .* understudy\.yaml\.$/);
    expect(shown).not.toMatch(/significan/i);

    // Taken out of the file, its turns are there all the same.
    const without = openExperimentDesk({ home: folder, now: () => end, sections: Promise.resolve(noSections) });
    const later = await without.report("tone", {});
    expect(later).toMatchObject({
      gone: "not in file",
      variants: [{ name: "control" }, { name: "warm" }],
      comparisons: [{ verdict: "better", other: { n: report.comparisons[0]?.other.n } }],
    });
    expect([later.traffic, ...later.variants.map(({ share }) => share)]).toEqual([undefined, undefined, undefined]);
    const told = reportLines(later, adviceOf(later)).join(" ");
    expect(told.replace(/\s+/g, " ")).toMatch(/tone is not in understudy\.yaml any more: .* warm was better, by/);
    expect((await rejection(without.report("tome", {}))).message).toContain("there is no experiment");
  });
});
