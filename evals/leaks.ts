import type { Example } from "../brain/core/example.ts";
import { type DuplicateKind, type DuplicatePair, nearDuplicates } from "./near-duplicates.ts";
import { type SplitName, type Splits, splitNames, splitOf } from "./splits.ts";

/** An example of dev or test, and one that a program may have learned nearly the same from. */
export type Leak = {
  readonly kind: Exclude<DuplicateKind, "reply">;
  /** How alike the replies are, 0.6–1. */
  readonly similarity: number;
  readonly example: Placed;
  readonly twin: Placed;
};

export type Placed = { readonly id: string; readonly conversation: string; readonly split: SplitName };

export type LeakReport = {
  /** One for each example that has any: its most similar twin. In the examples' order. */
  readonly leaks: readonly Leak[];
  /** Examples of dev and test whose reply, and no more, is nearly one that stands in a split to learn from. */
  readonly sameReply: readonly string[];
  /** Conversations of the examples that no split names: nothing is learned from them, and nothing is asked. */
  readonly unassigned: readonly string[];
  /** Names in the splits that no example has. */
  readonly missing: readonly string[];
  /**
   * Conversations with a near-duplicate in another one of the same split: no leak between splits, but what is answered
   * leave-one-conversation-out finds it.
   */
  readonly repeated: readonly string[];
};

/**
 * What of dev could have been learned from train, and what of test from train or dev. See `nearDuplicates` for what counts
 * as the same.
 */
export const findLeaks = (examples: readonly Example[], splits: Splits): LeakReport => {
  const conversations = new Set(examples.map(({ conversation }) => conversation));
  const places = examples.map(({ conversation }) => splitOf(splits, conversation));
  const found = new Map<number, Leak>();
  const sameReply = new Set<number>();
  const repeated = new Set<string>();

  /** Finds each of `rows` a twin, looking at every row but once. */
  const match = (rows: readonly number[], twins: readonly number[], { kind, similarity }: DuplicatePair): void => {
    const first = firstOfEach(twins, examples, places);
    for (const row of rows) {
      const [example, split] = [examples[row], places[row]];
      if (example === undefined || split === undefined) continue;
      const isElsewhere = (other: number) => examples[other]?.conversation !== example.conversation;
      if (kind !== "reply" && first[split]?.some(isElsewhere)) repeated.add(example.conversation);
      for (const name of learnedBefore[split]) {
        const twin = examples[first[name]?.[0] ?? -1];
        if (twin === undefined) continue;
        if (kind === "reply") sameReply.add(row);
        else if (similarity > (found.get(row)?.similarity ?? 0))
          found.set(row, { kind, similarity, example: placed(example, split), twin: placed(twin, name) });
      }
    }
  };
  for (const pair of nearDuplicates(examples)) {
    const { left, right } = pair;
    match(left.replies, [...right.replies, ...right.others], pair);
    match(left.others, right.replies, pair);
    if (left === right) continue;
    match(right.replies, [...left.replies, ...left.others], pair);
    match(right.others, left.replies, pair);
  }
  const inOrder = <T>(rows: Iterable<readonly [number, T]>) =>
    [...rows].sort(([one], [other]) => one - other).map(([, value]) => value);
  return {
    leaks: inOrder(found),
    sameReply: inOrder([...sameReply].filter((row) => !found.has(row)).map((row) => [row, examples[row]?.id ?? ""])),
    unassigned: [...conversations].filter((name) => splitOf(splits, name) === undefined),
    missing: splitNames.flatMap((split) => [...splits[split]].filter((name) => !conversations.has(name))),
    repeated: [...conversations].filter((name) => repeated.has(name)),
  };
};

/** What has been learned from, or tuned on, by the time that a split is asked. */
const learnedBefore = { train: [], dev: ["train"], test: ["train", "dev"] } as const;

/** The first rows of each split, at most two of different conversations: one of them is another's than any given row's. */
const firstOfEach = (
  rows: readonly number[],
  examples: readonly Example[],
  places: readonly (SplitName | undefined)[],
): Readonly<Partial<Record<SplitName, readonly number[]>>> => {
  const first: Partial<Record<SplitName, number[]>> = {};
  for (const row of rows) {
    const split = places[row];
    if (split === undefined) continue;
    const known = first[split];
    if (known === undefined) first[split] = [row];
    else if (known.length < 2 && examples[known[0] ?? row]?.conversation !== examples[row]?.conversation)
      known.push(row);
  }
  return first;
};

const placed = ({ id, conversation }: Example, split: SplitName): Placed => ({ id, conversation, split });
