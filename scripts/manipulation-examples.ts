/** Reads and makes the examples that scripts/train-manipulation.ts learns from and measures on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hashText } from "../brain/text/hash.ts";
import type { LabelledText } from "./train-classifier.ts";

/** `report` rows are measured on and never learnt from; the near-duplicates of one `group` are all of one part. */
export type ManipulationExample = LabelledText & {
  readonly source: string;
  readonly part: "train" | "report";
  readonly group: string;
};

const attacksPath = "scripts/data/manipulation-attacks.txt";
const benignPath = "scripts/data/manipulation-benign.txt";
/** Share of word runs that two texts of one family have in common, of the shorter one's. */
const familyOverlap = 0.25;
const shingleWords = 4;
/** Texts from this length on, in UTF-16 units, are learnt from by halves too. */
const shortestHalved = 500;
/**
 * What a text counts: many and easy ones little, few and hard ones much. Chosen on held-out folds. A half of a long text
 * counts `half` of what the whole does.
 */
const weights = { wild: 1, actAs: 7.5, half: 0.3, own: 1.8, ownBenign: 3, made: 0.3, ordinary: 0.1, moderated: 0.2 };

/** Every fifth hand-written line is for the report, so that each section gives its share. */
const partAt = (at: number): ManipulationExample["part"] => (at % 5 === 4 ? "report" : "train");

export const readInjections = (data: string): readonly ManipulationExample[] => {
  const rows = readJsonLines(join(data, "injection.dev.jsonl"));
  const families = familiesOf(rows.map(({ text }) => text));
  return rows.map(({ text, label, source }, at) => {
    const family = families[at] ?? 0;
    const group = `wild ${family}`;
    const part = hashText(group, 3) % 5 === 0 ? "report" : "train";
    const weight = label === "attack" ? weights.wild : weights.actAs;
    return { text, label: label === "attack" ? 1 : 0, source, group, part, weight };
  });
};

/** Both halves of long texts, to learn from: what is read must not hang on one place of a text. */
export const halvesOf = (rows: readonly ManipulationExample[]): readonly ManipulationExample[] =>
  rows.flatMap((row) => {
    const middle = row.text.indexOf(" ", row.text.length >> 1);
    if (row.text.length < shortestHalved || middle < 0) return [];
    const half = { ...row, source: "halves of long texts", weight: (row.weight ?? 1) * weights.half };
    return [
      { ...half, text: row.text.slice(0, middle) },
      { ...half, text: row.text.slice(middle) },
    ];
  });

/** The hand-written lines. A report line's hijack is put behind no task of a train line, and the other way round. */
export const readOwn = (): readonly ManipulationExample[] => {
  const attacks = readSections(attacksPath);
  const benign = readSections(benignPath);
  const lines = (sections: ReadonlyMap<string, readonly string[]>, label: 0 | 1, weight: number) =>
    [...sections].flatMap(([section, texts]) =>
      texts.map((text, at): ManipulationExample => {
        const source = `own ${label === 1 ? "attacks" : "benign"}: ${section}`;
        return { text, label, source, part: partAt(at), group: `${source} ${at}`, weight };
      }),
    );
  const tasks = benign.get("tasks") ?? [];
  const orders = ["hijack", "override", "extraction"].flatMap((name) =>
    (attacks.get(name) ?? []).map((text, at) => ({ text, at, name })),
  );
  const hijacked = orders.flatMap(({ text, at, name }): ManipulationExample[] => {
    const part = partAt(at);
    const own = tasks.filter((_, task) => partAt(task) === part);
    const copies = name === "hijack" && part === "train" ? [0, 1, 2] : [0];
    return copies.map((copy) => ({
      text: `${own[(at * 7 + copy * 5) % own.length]}\n\n${copy === 2 ? text.toUpperCase() : text}`,
      label: 1,
      source: "own attacks: hijacked tasks",
      part,
      group: `own attacks: ${name} ${at}`,
      weight: weights.made,
    }));
  });
  return [...lines(attacks, 1, weights.own), ...lines(benign, 0, weights.ownBenign), ...hijacked];
};

/** Ordinary texts: chat, comments, questions to a bank, questions about machines, and pasted stretches of chat. */
export const readOrdinary = (data: string): readonly ManipulationExample[] => {
  const dialogue = readFileSync(join(data, "dialogue.dev.txt"), "utf8").trim().split("\n");
  const learnt = Math.floor((dialogue.length * 2) / 3);
  const of = (source: string, texts: readonly string[], weight: number): ManipulationExample[] =>
    texts.map((text, at) => ({ text, label: 0, source, part: "train", group: `${source} ${at}`, weight }));
  const column = (name: string): string[] => readJsonLines(join(data, name)).map(({ text }) => text);
  const comments = column("sentiment.dev.jsonl");
  const kept = of("dialogue", dialogue.slice(learnt), weights.ordinary).map((row) => ({
    ...row,
    part: "report" as const,
    group: `kept ${row.group}`,
  }));
  return [
    ...of("dialogue", dialogue.slice(0, learnt), weights.ordinary),
    ...kept,
    ...of("comments", comments.slice(0, 4000), weights.ordinary),
    ...of("questions about machines", column("identity.dev.jsonl"), weights.ordinary),
    ...of("moderated prompts", column("crisis.dev.jsonl"), weights.moderated),
    ...of("bank questions", column("retrieval.dev.jsonl"), weights.ordinary),
    ...of("pasted", paste(dialogue.slice(0, learnt), comments), weights.ordinary),
  ];
};

/** Long harmless texts, so that length alone is no sign: runs of chat or of comments, as one block or as lines. */
function paste(dialogue: readonly string[], comments: readonly string[]): string[] {
  return Array.from({ length: 900 }, (_, at) => {
    const from = at % 2 === 0 ? dialogue : comments;
    const lines = 3 + ((at * 13) % 60);
    const start = (at * 7919) % (from.length - lines);
    const names = at % 5 === 0 ? ["me: ", "her: "] : ["", ""];
    return from
      .slice(start, start + lines)
      .map((line, index) => `${names[index % 2]}${line}`)
      .join(at % 3 === 0 ? "\n" : " ");
  });
}

/** For each text the number of its family: texts that share many runs of four words, directly or through others. */
function familiesOf(texts: readonly string[]): readonly number[] {
  const shingles = texts.map((text) => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return new Set(words.slice(shingleWords - 1).map((_, at) => words.slice(at, at + shingleWords).join(" ")));
  });
  const holders = new Map<string, number[]>();
  shingles.forEach((set, at) => {
    for (const shingle of set) holders.set(shingle, [...(holders.get(shingle) ?? []), at]);
  });
  const parents = texts.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] ?? root;
    return root;
  };
  shingles.forEach((set, at) => {
    const shared = new Map<number, number>();
    for (const shingle of set) {
      for (const other of holders.get(shingle) ?? []) {
        if (other < at) shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    for (const [other, count] of shared) {
      const shorter = Math.min(set.size, shingles[other]?.size ?? 0);
      if (count / shorter >= familyOverlap) parents[rootOf(at)] = rootOf(other);
    }
  });
  return texts.map((_, at) => rootOf(at));
}

const readJsonLines = (path: string): { text: string; label: string; source: string }[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function readSections(path: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of readFileSync(path, "utf8").split("\n").slice(1)) {
    if (line.startsWith("## ")) {
      current = [];
      sections.set(line.slice(3).trim(), current);
    } else if (line.trim() !== "") current.push(line.replaceAll("\\n", "\n"));
  }
  return sections;
}
