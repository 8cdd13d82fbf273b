import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTurns } from "../../../app/metrics/read-turns.ts";
import { predictionLog } from "../../../store/prediction-log.ts";
import { day, noon, record } from "./measured.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "understudy-metrics-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const log = async (...records: ReturnType<typeof record>[]) => {
  const settings = { keep_days: 0, compress: false };
  const onProblem = (problem: Error) => {
    throw problem;
  };
  const open = predictionLog({ directory: join(home, "predictions"), settings, onProblem });
  for (const each of records) await open.append(each);
};

const rating = (session: string, turn: number, verdict: string) =>
  `${JSON.stringify({ at: "2026-07-01T12:00:00Z", session, turn, verdict, persona: "Maya", demos: [] })}\n`;

describe("readTurns", () => {
  it("finds no turn where nothing was logged", async () => {
    expect(await readTurns(home)).toEqual({ turns: [], problems: [] });
  });

  it("joins turns with their ratings, and keeps no word of them", async () => {
    await log(record(), record({ metadata: { turn: 2 } }));
    await writeFile(
      join(home, "ratings.jsonl"),
      rating("s1", 2, "good") + rating("s1", 2, "bad") + rating("s2", 1, "good"),
    );
    const { turns } = await readTurns(home);
    expect(turns.map(({ rating: given }) => given)).toEqual([undefined, "bad"]);
    expect(JSON.stringify(turns)).not.toContain("secret");
  });

  it("names no model where none was asked, though the record names one", async () => {
    await log(
      record({ metadata: { prompt_hash: null, tokens: { input: 0, output: 0 }, error: "empty-message" } }),
      record({ metadata: { prompt_hash: null, tokens: { input: 0, output: 0 }, error: "unreachable" } }),
      record({ model: { name: "none", provider: "none" } }),
    );
    expect((await readTurns(home)).turns.map(({ lm }) => lm)).toEqual(["none", "together:large", "none"]);
  });

  it("names no model that a budget refused: it was not asked, and did not fail", async () => {
    const refused = (lm: string) => ({ lm, code: "over-budget" });
    const { by: _, ...unanswered } = record().metadata;
    const nothing = { tokens: { input: 0, output: 0 } };
    const share = { model: "small", provider: "ollama", requests: 1, tokens: { input: 9, output: 3 }, cost: null };
    await log(
      record({ metadata: { ...nothing, by: "goodbye" } }),
      record({ metadata: { ...nothing, by: "goodbye", faults: [refused("groq:x")] } }),
      record({ metadata: { by: "goodbye", by_model: [share] } }),
      record({ metadata: { by: "fallback", faults: [refused("groq:x")] } }),
      record({ metadata: { ...nothing, by: "safe", prompt_hash: null } }),
      { ...record(), metadata: { ...unanswered, ...nothing, error: "over-budget" } },
      record({ metadata: { by: "goodbye" } }),
      record({ metadata: { ...nothing, by: "safe", faults: [{ lm: "together:large", code: "timeout" }] } }),
    );
    const { turns } = await readTurns(home);
    const none = "none";
    const large = "together:large";
    expect(turns.map(({ lm }) => lm)).toEqual([none, none, none, large, none, none, large, large]);
    expect(turns.flatMap(({ faults }) => faults)).toEqual([{ lm: large, code: "timeout" }]);
    expect((await readTurns(home, { model: "groq:x" })).turns).toEqual([]);
  });

  it("knows what each model of a turn took, and how often the one that was asked last was asked where it was alone", async () => {
    const share = { model: "small", provider: "ollama", requests: 2, tokens: { input: 9, output: 3 }, cost: null };
    const block = (attempt: number) => ({ side: "output", guard: "meeting", action: "block", attempt });
    await log(
      record({ metadata: { by_model: [share] } }),
      record({ metadata: { verdicts: [block(1), block(1), block(2), { side: "input", action: "mask", attempt: 0 }] } }),
      record({ metadata: { verdicts: [block(1)], ended: "cut-by-guard" } }),
    );
    const { turns } = await readTurns(home);
    expect(turns[0]?.byModel).toEqual([
      { lm: "ollama:small", requests: 2, promptTokens: 9, completionTokens: 3, cost: undefined },
    ]);
    expect(turns.map(({ requests }) => requests)).toEqual([1, 3, 1]);
    expect((await readTurns(home, { model: "small" })).turns).toHaveLength(1);
  });

  it("takes the span, the persona and the model that were asked for", async () => {
    await log(
      record({ at: noon }),
      record({ at: noon + day, metadata: { persona: "Noah" } }),
      record({ at: noon + 2 * day, metadata: { faults: [{ lm: "ollama:small", code: "timeout" }] } }),
    );
    const ats = async (...given: Parameters<typeof readTurns> extends [string, ...infer Rest] ? Rest : never) =>
      (await readTurns(home, ...given)).turns.map(({ at }) => (at - noon) / day);
    expect(await ats()).toEqual([0, 1, 2]);
    expect(await ats({ since: noon + 1, until: noon + 2 * day })).toEqual([1]);
    expect(await ats({ persona: "Noah" })).toEqual([1]);
    expect(await ats({ model: "small" })).toEqual([2]);
    expect(await ats({ model: "together:large" })).toEqual([0, 1, 2]);
  });

  it("gives figures without ratings where those are damaged, and says so", async () => {
    await log(record());
    await writeFile(join(home, "ratings.jsonl"), "no json\n");
    const { turns, problems } = await readTurns(home);
    expect(turns).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining("ratings are left out")]);
  });
});
