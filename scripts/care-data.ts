/** The public texts that scripts/train-crisis.ts and scripts/train-identity.ts read beside their own lines. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wilson } from "./measures.ts";
import type { LabelledText } from "./train-classifier.ts";

export type PublicTexts = {
  /** Topical-Chat: the first two thirds to learn from, the last third to measure on. */
  readonly dialogue: readonly string[];
  readonly keptDialogue: readonly string[];
  /** GoEmotions, its masks taken out. */
  readonly comments: readonly string[];
  readonly moderation: readonly { readonly text: string; readonly label: "crisis" | "no-crisis" }[];
  readonly questions: readonly { readonly text: string; readonly label: "asks" | "does-not-ask" | "ambiguous" }[];
  readonly prompts: readonly string[];
  readonly requests: readonly string[];
};

export const readPublicTexts = (folder: string): PublicTexts => {
  const lines = (name: string): string[] => readFileSync(join(folder, name), "utf8").trim().split("\n");
  const rows = (name: string) => lines(name).map((line) => JSON.parse(line));
  const dialogue = lines("dialogue.dev.txt");
  const kept = Math.floor((dialogue.length * 2) / 3);
  return {
    dialogue: dialogue.slice(0, kept),
    keptDialogue: dialogue.slice(kept),
    comments: rows("sentiment.dev.jsonl").map(({ text }) => text.replace(/\[(?:NAME|RELIGION)\]/g, "")),
    moderation: rows("crisis.dev.jsonl"),
    questions: rows("identity.dev.jsonl"),
    prompts: rows("injection.dev.jsonl").map(({ text }) => text),
    requests: rows("retrieval.dev.jsonl").map(({ text }) => text),
  };
};

/** Ordinary text as examples of "no": `every` takes one in so many, every third of them in small letters as well. */
export const harmless = (
  texts: readonly string[],
  { every = 1, weight = 1, name }: { readonly every?: number; readonly weight?: number; readonly name: string },
): readonly LabelledText[] =>
  texts.flatMap((text, at): LabelledText[] => {
    if (at % every !== 0) return [];
    const example: LabelledText = { text, label: 0, weight, group: `${name} ${Math.floor(at / 20)}` };
    return at % 3 === 0 ? [example, { ...example, text: text.toLowerCase() }] : [example];
  });

/** One line: how many of `texts` are caught by the rules and by both. */
export const compare = (
  title: string,
  texts: readonly string[],
  rules: (text: string) => boolean,
  both: (text: string) => boolean,
): string =>
  `${title}: rules ${wilson(texts.filter(rules).length, texts.length)}; both ${wilson(texts.filter(both).length, texts.length)}`;
