/** Reads the hand-written lines that the care models learn from and are measured on. */
import { readFileSync } from "node:fs";
import type { LabelledText } from "./train-classifier.ts";

export type LabelledLine = {
  readonly part: "train" | "dev" | "report";
  readonly kind: string;
  /** The theme or batch; lines of one choice share it. */
  readonly group: string;
  readonly text: string;
  readonly weight: number;
};

/** Of a line with choices at most this many messages are made; together they weigh at most `heaviest`. */
const mostMade = 20;
const heaviest = 8;

/**
 * The messages of a file of lines: `## part kind theme` heads a batch, `{a|b}` is a choice. Of a line with too many
 * combinations a fixed sample is taken, so that the same file gives the same messages.
 */
export const readLines = (path: string): readonly LabelledLine[] => {
  let [part, kind, theme]: [LabelledLine["part"], string, string] = ["train", "", ""];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, number): LabelledLine[] => {
      if (line.startsWith("## ")) {
        const [first, second = "", ...rest] = line.slice(3).split(" ");
        if (first !== "train" && first !== "dev" && first !== "report")
          throw new Error(`${path}: line ${number + 1} names no part`);
        [part, kind, theme] = [first, second, rest.join(" ")];
        return [];
      }
      if (line === "" || line.startsWith("#")) return [];
      const texts = makeMessages(line);
      const weight = Math.min(1, heaviest / texts.length);
      return texts.map((text) => ({ part, kind, group: `${theme} ${number}`, text, weight }));
    });
};

/**
 * What the train lines teach: each as it stands and as typed in haste, a third also within other talk, so that one sentence
 * is enough. Lines of other kinds than `positive` weigh `othersWeigh` times as much: ordinary text outnumbers the positives,
 * the classes are balanced, and without it the hard "no" would not count.
 */
export const lessonsOf = (
  lines: readonly LabelledLine[],
  {
    positive,
    othersWeigh,
    talk,
  }: { readonly positive: string; readonly othersWeigh: number; readonly talk: readonly string[] },
): readonly LabelledText[] =>
  lines
    .filter(({ part }) => part === "train")
    .flatMap(({ text, kind, group, weight }, at): LabelledText[] => {
      const label = kind === positive ? 1 : 0;
      const own = label === 1 ? weight : weight * othersWeigh;
      const example: LabelledText = { text, label, weight: own, group };
      const typed = { ...example, text: asTyped(text), weight: own * 0.6 };
      if (at % 3 !== 0) return [example, typed];
      const said = talk[(at * 37) % talk.length] ?? "";
      const within = at % 2 === 0 ? `${text}. ${said}` : `${said} ${text}`;
      return [example, typed, { ...example, text: within, weight: own * 0.5 }];
    });

/** A message as it is typed in haste: the same text always comes out the same. */
export const asTyped = (text: string): string => {
  const turn = [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % 6;
  if (turn === 0) return text.replace(/'/g, "").toLowerCase();
  if (turn === 1) return text.charAt(0).toUpperCase() + text.slice(1).replace(/\bi\b/g, "I");
  if (turn === 2) return `${text}${/[.?!]$/.test(text) ? "" : "."}`.replace(/\bi\b/g, "I").replace(/^\w/, upper);
  if (turn === 3)
    return text
      .replace(/'/g, "")
      .replace(/\byou\b/g, "u")
      .replace(/\byour\b/g, "ur")
      .replace(/\bare\b/g, "r")
      .replace(/\bplease\b/g, "pls");
  if (turn === 4) return misspell(text);
  return `${text} ${["rn", "tbh", "...", "idk", "fr", "pls"][text.length % 6]}`;
};

const upper = (letter: string): string => letter.toUpperCase();

/** Two neighbours exchanged in the longest word. */
const misspell = (text: string): string => {
  const longest = text.split(/\s+/).reduce((most, word) => (word.length > most.length ? word : most), "");
  if (longest.length < 5) return text;
  const at = 1 + (text.length % (longest.length - 3));
  return text.replace(
    longest,
    longest.slice(0, at) + longest.charAt(at + 1) + longest.charAt(at) + longest.slice(at + 2),
  );
};

function makeMessages(line: string): readonly string[] {
  const parts = line.split(/\{([^}]*)\}/);
  const choices = parts.map((part, at) => (at % 2 === 1 ? part.split("|") : [part]));
  const all = choices.reduce((product, each) => product * each.length, 1);
  const pick = (index: number): string => {
    let rest = index;
    const words = choices.map((each) => {
      const word = each[rest % each.length] ?? "";
      rest = Math.floor(rest / each.length);
      return word;
    });
    return words.join("").replace(/ {2,}/g, " ").replace(/ ,/g, ",").trim();
  };
  const wanted = Math.min(all, mostMade);
  // A stride prime to `all` walks through every choice instead of the first few.
  let stride = Math.max(1, Math.floor(all * 0.618));
  while (greatestDivisor(stride, all) !== 1) stride++;
  return [...new Set(Array.from({ length: wanted }, (_, at) => pick((at * stride) % all)))];
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
