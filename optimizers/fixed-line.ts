import type { Example } from "../brain/core/example.ts";
import { hashText } from "../brain/text/hash.ts";

/** Examples that stand in line: the largest k that a persona may set, and as many again in place of excluded ones. */
const lineLength = 100;

/** A rating of 1–5, the client's own or an earned one; one that is missing counts as the middle. */
export const ratingOf = (example: Example | undefined): number => example?.rating ?? example?.earnedRating ?? 3;

/** Whether anybody has rated it. */
export const isRated = ({ rating, earnedRating }: Example): boolean =>
  rating !== undefined || earnedRating !== undefined;

/**
 * Row numbers of a sample of the trainset, those to be shown first at its head: each reply and each conversation as seldom
 * as possible, well rated ones first, and among those the tags in turn. What is left is drawn by `seed`, by the
 * examples' ids, so that the order of the trainset plays no part.
 */
export const fixedLine = (trainset: readonly Example[], seed: number): readonly number[] => {
  const waiting = new Map(
    trainset.map((example, row) => [
      row,
      { row, example, tags: example.tags.length === 0 ? [""] : example.tags, drawn: hashText(example.id, seed) },
    ]),
  );
  const uses = {
    reply: new Map<string, number>(),
    conversation: new Map<string, number>(),
    tag: new Map<string, number>(),
  };
  const rank = ({ example, tags, drawn }: { example: Example; tags: readonly string[]; drawn: number }) => [
    uses.reply.get(example.reply.trim()) ?? 0,
    uses.conversation.get(example.conversation) ?? 0,
    -ratingOf(example),
    Math.max(...tags.map((tag) => uses.tag.get(tag) ?? 0)),
    drawn,
  ];
  const line: number[] = [];
  while (line.length < lineLength) {
    let first: { rank: readonly number[]; row: number } | undefined;
    for (const one of waiting.values()) {
      const ranked = rank(one);
      if (first === undefined || isBefore(ranked, first.rank)) first = { rank: ranked, row: one.row };
    }
    const next = first && waiting.get(first.row);
    if (next === undefined) return line;
    waiting.delete(next.row);
    line.push(next.row);
    count(uses.reply, next.example.reply.trim());
    count(uses.conversation, next.example.conversation);
    for (const tag of next.tags) count(uses.tag, tag);
  }
  return line;
};

const isBefore = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
};

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
