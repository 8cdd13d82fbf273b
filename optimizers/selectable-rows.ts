import type { Example } from "../brain/core/example.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { dot } from "./dot.ts";
import { ratingOf } from "./fixed-line.ts";

export type Accept = (row: number) => boolean;

/** What choosing needs to know of a program's rows, worked out once. */
export type SelectableRows = {
  count(): number;
  /** How many rows give the same reply, on average: so many more are looked up for k different ones. */
  usualRepeats(): number;
  /** The same number for rows with the same reply. */
  replyOf(row: number): number;
  /** The number of a reply, one of its own where no example gives it. */
  numberOf(reply: string): number;
  /** Whether the row may be shown: it is none of the excluded examples, nor of an excluded conversation. */
  allowed(exclude: ReadonlySet<string>): Accept;
  isTagged(row: number, tags: readonly string[]): boolean;
  someTagged(tags: readonly string[]): boolean;
  /** What the row's rating adds to its worth; always 0 where ratings do not count. */
  ratingBonus(row: number): number;
  /** Every bonus that a row has. */
  ratingBonuses(): readonly number[];
  /** Cosine of the row and a unit vector, or another row. */
  similarity(row: number, vector: Float32Array): number;
  likeness(row: number, other: number): number;
  /** Goes on with the program's rows after those that are known: it must be the one before, extended. */
  take(program: CompiledProgram): void;
};

export const selectableRows = (compiled: CompiledProgram, { ratingWeight }: DemoSettings): SelectableRows => {
  const { dimensions } = compiled.embedder;
  let trainset: readonly Example[] = [];
  let vectors = compiled.vectors;
  const numbers = new Map<string, number>();
  const replies: number[] = [];
  const knownTags = new Set<string>();
  const ratings = new Set<number>();
  const numberOf = (reply: string): number => {
    const text = reply.trim();
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const ratingBonus = (row: number) => (ratingWeight === 0 ? 0 : (ratingWeight * (ratingOf(trainset[row]) - 3)) / 2);
  const similarity = (row: number, vector: Float32Array) => Math.max(-1, Math.min(1, dot(vectors, row, vector)));
  const take = (program: CompiledProgram) => {
    ({ trainset, vectors } = program);
    for (let row = replies.length; row < trainset.length; row++) {
      replies.push(numberOf(trainset[row]?.reply ?? ""));
      for (const tag of trainset[row]?.tags ?? []) knownTags.add(tag);
      ratings.add(ratingBonus(row));
    }
  };
  take(compiled);
  return {
    count: () => trainset.length,
    usualRepeats: () => Math.ceil(trainset.length / Math.max(1, numbers.size)),
    replyOf: (row) => replies[row] ?? -1,
    numberOf,
    allowed: (exclude) => allowedRows(trainset, exclude),
    isTagged: (row, tags) => trainset[row]?.tags.some((tag) => tags.includes(tag)) ?? false,
    someTagged: (tags) => tags.some((tag) => knownTags.has(tag)),
    ratingBonus,
    ratingBonuses: () => [...ratings],
    similarity,
    likeness: (row, other) => similarity(row, vectors.subarray(other * dimensions, (other + 1) * dimensions)),
    take,
  };
};

/** An index to which others add may already hold rows that this program does not know. */
const allowedRows = (trainset: readonly Example[], exclude: ReadonlySet<string>): Accept => {
  const rows = trainset.length;
  if (exclude.size === 0) return (row) => row < rows;
  return (row) => {
    const example = trainset[row];
    return example !== undefined && !exclude.has(example.id) && !exclude.has(example.conversation);
  };
};
