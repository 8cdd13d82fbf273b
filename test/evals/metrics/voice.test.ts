import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../brain/core/errors.ts";
import type { Scored } from "../../../brain/core/evaluation.ts";
import { styleMetric, voiceMetric } from "../../../evals/metrics/voice.ts";
import { authorship } from "../../../evals/voice/authorship.ts";
import { maskWords } from "../../../evals/voice/mask-words.ts";
import { prediction } from "./make-prediction.ts";

type Entry = { readonly conversation: string; readonly output: string };
const file = (path: string) => readFileSync(new URL(`../../../training_data/${path}`, import.meta.url), "utf8");
const clientOf = (path: string) =>
  (JSON.parse(file(path)) as readonly Entry[]).map(({ conversation, output }) => ({ conversation, reply: output }));
const splits: { readonly train: readonly string[]; readonly dev: readonly string[] } = JSON.parse(file("splits.json"));
const plain = file("voice/plain_replies.jsonl")
  .trim()
  .split("\n")
  .map((line): { readonly part: string; readonly reply: string } => JSON.parse(line));

const vera = clientOf("conversations.json");
const within = (names: readonly string[]) => vera.filter(({ conversation }) => names.includes(conversation));
const client = within(splits.train);
const impostors = plain.filter(({ part }) => part === "pool").map(({ reply }) => reply);
const data = { client, impostors, seed: 1 };
const verify = authorship(data);
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

describe("the voice of a reply", () => {
  it("is told from plain assistant replies that it never saw", () => {
    const own = mean(within(splits.dev).map(({ reply }) => verify(reply)));
    const others = mean(plain.filter(({ part }) => part !== "pool").map(({ reply }) => verify(reply)));
    expect(own).toBeGreaterThan(0.8);
    expect(others).toBeLessThan(0.25);
  });

  it("does not know a reply by itself: with its conversation left out it scores as its like do", () => {
    const odd = { conversation: "odd", reply: impostors[0] ?? "" };
    const spoilt = authorship({ ...data, client: [...client, odd], impostors: impostors.slice(1) });
    expect(spoilt(odd.reply, "odd")).toBeLessThan(spoilt(odd.reply));
  });

  it("is near 0.5 for a few letters and exactly there for none", () => {
    for (const text of ["ok", "Ha.", "Hm?"]) expect(Math.abs(verify(text) - 0.5)).toBeLessThan(0.2);
    expect(verify("🙂 !?")).toBe(0.5);
    expect(verify("")).toBe(0.5);
  });

  it("is the same for the same data and seed", () => {
    const reply = "I put the kettle on. It takes its time, and so do I.";
    expect(authorship(data)(reply)).toBe(verify(reply));
  });

  it("refuses to be learnt from a handful of replies", () => {
    expect(() => authorship({ ...data, client: client.slice(0, 5) })).toThrow(InputError);
    expect(() => authorship({ ...data, impostors: [] })).toThrow(/20 replies of each/);
  });

  it("reads no content words", () => {
    expect(maskWords("Don’t feed the HERMES 3000, my friend: it’s Vera's!")).toBe(
      "Don’t xxxx the XXXXXX 0000, my xxxxxx: it’s Xxxx'x!",
    );
    const one = verify("The typewriter and the river, I would say. And you?");
    expect(verify("The thermometer and the stove, I would say. And you?")).toBeCloseTo(one, 0);
  });
});

describe("the metrics voice and style", () => {
  const voice = voiceMetric(data);
  const style = styleMetric(data);
  const plainReply =
    "Congratulations! That's fantastic news! You must be so proud of yourself! What will you be doing next?";

  it("say in words what they found, and quote nobody", () => {
    const scored = voice.score(prediction({ reply: plainReply })) as Scored;
    expect(scored.score).toBeLessThan(0.3);
    expect(scored.reason).toMatch(/^(rather|written) unlike the client, on \d+ letters$/);
    const { score, reason } = style.score(prediction({ reply: plainReply })) as Scored;
    expect(score).toBeLessThan(0.8);
    expect(reason).toContain("exclamation marks");
  });

  it("say nothing of replies that no generating model worded", () => {
    for (const reply of [
      { lm: "offline:retrieval" },
      { by: "safe", lm: "none" },
      { by: "care", lm: "none" },
      { by: "fallback", lm: "offline:retrieval" },
    ] as const) {
      expect(voice.score(prediction({ reply }))).toBeUndefined();
      expect(style.score(prediction({ reply }))).toBeUndefined();
    }
  });

  it("leave the client's own style near 1", () => {
    const scores = within(splits.dev).map(({ reply }) => (style.score(prediction({ reply })) as Scored).score);
    expect(mean(scores)).toBeGreaterThan(0.85);
  });
});
