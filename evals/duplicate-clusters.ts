import type { Example } from "../brain/core/example.ts";
import { nearDuplicates } from "./near-duplicates.ts";

/**
 * Conversations that hold near-duplicates of each other, grouped; every conversation is in one group, most are alone. In
 * the order in which they are first met.
 */
export const duplicateClusters = (examples: readonly Example[]): readonly (readonly string[])[] => {
  const rowOf = new Map<string, number>();
  for (const { conversation } of examples) if (!rowOf.has(conversation)) rowOf.set(conversation, rowOf.size);
  const groups = disjointGroups(rowOf.size);
  const groupAt = (row: number | undefined): number => rowOf.get(examples[row ?? 0]?.conversation ?? "") ?? 0;

  for (const { kind, left, right } of nearDuplicates(examples)) {
    if (kind === "reply") continue;
    // A reply with all that is nearly the same; what merely stands among the messages of two is joined by nothing.
    for (const [own, twins] of [
      [left.replies, [...left.replies, ...right.replies, ...right.others]],
      [right.replies, [...right.replies, ...left.others]],
    ] as const)
      if (own.length > 0) for (const row of twins) groups.join(groupAt(own[0]), groupAt(row));
  }
  const clusters = new Map<number, string[]>();
  for (const [name, row] of rowOf) {
    const known = clusters.get(groups.find(row));
    if (known === undefined) clusters.set(groups.find(row), [name]);
    else known.push(name);
  }
  return [...clusters.values()];
};

/** Union-find with path halving. */
const disjointGroups = (size: number) => {
  const parents = Array.from({ length: size }, (_, row) => row);
  const parentOf = (row: number): number => parents[row] ?? row;
  const find = (row: number): number => {
    let at = row;
    while (parentOf(at) !== at) {
      parents[at] = parentOf(parentOf(at));
      at = parentOf(at);
    }
    return at;
  };
  return {
    find,
    join: (one: number, other: number): void => {
      parents[find(one)] = find(other);
    },
  };
};
