/** Reads and makes the examples that scripts/train-sentiment.ts learns from. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sentiment } from "../brain/core/turn.ts";

export type SentimentExample = { readonly text: string; readonly sentiment: Sentiment; readonly weight: number };
export type FixtureRow = {
  readonly text: string;
  readonly sentiment: Sentiment;
  readonly hostile: boolean;
  readonly part: "adjust" | "report";
};

const phrasesPath = "scripts/data/sentiment-phrases.txt";
const fixturesPath = "test/fixtures/sentiment-chat.jsonl";

/** GoEmotions, one split. Its masks ([NAME], [RELIGION]) are taken out: no chat holds them. */
export const readGoEmotions = (data: string, split: "train" | "dev"): readonly SentimentExample[] =>
  readFileSync(join(data, "sentiment.dev.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((row) => row.split === split)
    .map(({ text, sentiment }) => ({ text: text.replace(/\[(?:NAME|RELIGION)\]/g, ""), sentiment, weight: 1 }));

/**
 * Plain questions of dialogue.dev.txt as neutral, at half weight. GoEmotions calls a question curious or confused, and the
 * three classes leave those out: without these a model has hardly seen one.
 */
export const readQuestions = (data: string): readonly SentimentExample[] =>
  readFileSync(join(data, "dialogue.dev.txt"), "utf8")
    .trim()
    .split("\n")
    .filter(
      (line) =>
        line.length < 90 &&
        /^(?:what|where|who|when|which|how|do|did|does|is|are|have|has|can|could|would)\b[^.!?]*\?$/i.test(line) &&
        !/\b(?:love|hate|great|awesome|cool|crazy|amazing|best|worst|favorite|funny|bad|good|like|enjoy|fan)\b/i.test(
          line,
        ),
    )
    .map((text) => ({ text, sentiment: "neutral", weight: 0.5 }));

export const readFixtures = (): readonly FixtureRow[] =>
  readFileSync(fixturesPath, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Chat sentences made from the hand-written phrases, those of the fixtures left out. */
export const writeChat = (weight: number): readonly SentimentExample[] => {
  const section = readSections();
  const fixtures = new Set(readFixtures().map(({ text }) => plain(text)));
  const made: SentimentExample[] = [];
  const add = (sentiment: Sentiment, share: number, texts: readonly string[]): void => {
    for (const text of texts) {
      if (!fixtures.has(plain(text))) made.push({ text, sentiment, weight: share * weight });
    }
  };
  const fill = (patterns: readonly string[], word: string): readonly string[] =>
    patterns.map((pattern) => pattern.replace("…", word));
  const parted = (lines: readonly string[] | undefined): readonly string[] =>
    (lines ?? []).flatMap((line) => line.split(",").map((word) => word.trim()));
  const neutral = section("neutral phrases");

  for (const mood of ["positive", "negative"] as const) {
    const [feelings, qualities, exclamations] = section(`${mood} words`).map((line) => parted([line]));
    for (const word of feelings ?? []) {
      add(mood, 0.7, fill(["…", "i'm …", "i feel …", "feeling so …", "i am very … today", "made me …"], word));
      if (mood === "positive") add("negative", 0.7, fill(["i'm not …", "i don't feel …"], word));
    }
    for (const word of qualities ?? []) {
      const patterns = ["…", "that's …", "it was …!", "so …", "this is …", "you are …", "the whole day was …"];
      add(mood, 0.7, fill(patterns, word));
      if (mood === "positive") add("negative", 0.7, fill(["not …", "it wasn't …"], word));
    }
    for (const word of exclamations ?? []) add(mood, 0.8, fill(["…", "…!!", "… ...", "oh …"], word));
    section(`${mood} emoji`)
      .flatMap((line) => line.split(/\s+/))
      .forEach((emoji, at) => {
        const after = [0, 1, 2, 3].map((step) => `${neutral[(at * 7 + step * 53) % neutral.length]} ${emoji}`);
        add(mood, 1, [emoji, emoji.repeat(2), emoji.repeat(3), ...after]);
      });
    const endings = mood === "positive" ? ["…", "….", "…!"] : ["…", "….", "…..."];
    for (const phrase of section(`${mood} phrases`)) add(mood, 0.7, fill(endings, phrase));
  }
  for (const phrase of neutral) {
    const asks = /^(?:what|where|who|when|why|how|do|does|did|is|are|can|could|would|have|will|should)\b/.test(phrase);
    add("neutral", 0.7, fill(asks ? ["…", "…?", "… ?"] : ["…", "….", "…..."], phrase));
  }
  for (const reply of parted(section("neutral replies"))) add("neutral", 2, fill(["…", "….", "…..", "… then"], reply));
  for (const thing of parted(section("things"))) {
    add("positive", 0.7, fill(["i love …", "i like …", "… is great", "… was amazing", "enjoyed …"], thing));
    add("negative", 0.7, fill(["i hate …", "i don't like …", "… is terrible", "… was awful", "can't stand …"], thing));
    const plainly = [
      "about …",
      "i saw …",
      "have you seen …?",
      "what about …",
      "tell me about …",
      "…",
      "… is on tuesday",
    ];
    add("neutral", 0.7, fill([...plainly, "is it near …?"], thing));
  }
  return made;
};

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{S}]+/gu, " ")
    .trim();

const readSections = (): ((name: string) => readonly string[]) => {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of readFileSync(phrasesPath, "utf8").split("\n")) {
    if (line.startsWith("## ")) {
      current = [];
      sections.set(line.slice(3).trim(), current);
    } else if (line.trim() !== "") current.push(line.trim());
  }
  return (name) => sections.get(name) ?? [];
};
