import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Example } from "../brain/core/example.ts";
import { duplicateClusters } from "./duplicate-clusters.ts";
import { type SplitName, type Splits, splitNames, splitOf } from "./splits.ts";

/** Shares of the conversations, 0–1; the test split gets the rest. */
export type SplitShares = { readonly train: number; readonly dev: number };

/** Names of conversations by split, in the order of the examples. */
export type Frozen = Readonly<Record<SplitName, readonly string[]>>;

type Cluster = { readonly names: readonly string[]; readonly tags: readonly string[] };

/**
 * Deals conversations out to train, dev and test, the same for the same seed. Each tag keeps its share in each split as far
 * as that goes, the rarest tags first (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of multi-label data",
 * ECML PKDD). Conversations that are near-duplicates of each other go together; a group larger than dev or test has room
 * for goes to train.
 */
export const freezeSplits = (
  examples: readonly Example[],
  { train, dev, seed }: SplitShares & { readonly seed: number },
): Frozen => {
  const tagsOf = new Map<string, Set<string>>();
  for (const { conversation, tags } of examples) {
    const known = tagsOf.get(conversation) ?? new Set();
    for (const tag of tags) known.add(tag);
    tagsOf.set(conversation, known);
  }
  const clusters = duplicateClusters(examples).map((names): Cluster => {
    const tags = new Set(names.flatMap((name) => [...(tagsOf.get(name) ?? [])]));
    // Those without any tag make a stratum of their own.
    return { names, tags: tags.size === 0 ? [""] : [...tags] };
  });
  const dealt = deal(shuffled(clusters, seed), { train, dev, test: 1 - train - dev });
  const inOrder = (split: SplitName) => [...tagsOf.keys()].filter((name) => dealt.get(name) === split);
  return { train: inOrder("train"), dev: inOrder("dev"), test: inOrder("test") };
};

export type Extended = {
  /** Conversations that train gets, in the examples' order. */
  readonly added: readonly string[];
  /** Those that stay in no split, since they are near-duplicates of one in dev or test. */
  readonly leftOut: readonly string[];
};

/** Which conversations that no split names may go to train. None that is in a split is moved. */
export const extendSplits = (examples: readonly Example[], splits: Splits): Extended => {
  const added: string[] = [];
  const leftOut: string[] = [];
  for (const cluster of duplicateClusters(examples)) {
    const isMeasured = cluster.some((name) => splits.dev.has(name) || splits.test.has(name));
    for (const name of cluster) if (splitOf(splits, name) === undefined) (isMeasured ? leftOut : added).push(name);
  }
  const order = new Map([...new Set(examples.map(({ conversation }) => conversation))].map((name, at) => [name, at]));
  const inOrder = (names: string[]) => names.sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
  return { added: inOrder(added), leftOut: inOrder(leftOut) };
};

const deal = (
  clusters: readonly Cluster[],
  shares: Readonly<Record<SplitName, number>>,
): ReadonlyMap<string, SplitName> => {
  const sizeOf = (some: Iterable<Cluster>) => [...some].reduce((sum, { names }) => sum + names.length, 0);
  const byTag = new Map<string, Set<Cluster>>();
  for (const cluster of clusters)
    for (const tag of cluster.tags) byTag.set(tag, (byTag.get(tag) ?? new Set()).add(cluster));
  // What each split still wants: of all conversations, and of those with a tag.
  const wanted = (size: number) => ({ train: size * shares.train, dev: size * shares.dev, test: size * shares.test });
  const room = wanted(sizeOf(clusters));
  const roomFor = new Map([...byTag].map(([tag, some]) => [tag, wanted(sizeOf(some))]));
  const dealt = new Map<string, SplitName>();

  const give = (cluster: Cluster, split: SplitName): void => {
    for (const name of cluster.names) dealt.set(name, split);
    room[split] -= cluster.names.length;
    for (const tag of cluster.tags) {
      byTag.get(tag)?.delete(cluster);
      const left = roomFor.get(tag);
      if (left) left[split] -= cluster.names.length;
    }
  };
  for (;;) {
    const rarest = [...byTag].filter(([, some]) => some.size > 0).sort(([, a], [, b]) => a.size - b.size)[0];
    if (rarest === undefined) return dealt;
    const [tag, some] = rarest;
    // The largest first, while there is room for them.
    for (const cluster of [...some].sort((one, other) => other.names.length - one.names.length)) {
      const left = roomFor.get(tag) ?? room;
      const fitting = splitNames.filter((split) => split === "train" || room[split] >= cluster.names.length - 0.5);
      const [split = "train"] = fitting.toSorted((one, other) => left[other] - left[one] || room[other] - room[one]);
      give(cluster, split);
    }
  }
};

const shuffled = <T>(items: readonly T[], seed: number): readonly T[] => {
  const random = xoroshiro128plus(seed);
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = uniformInt(random, 0, at);
    const [one, two] = [result[at], result[other]];
    if (one === undefined || two === undefined) continue;
    [result[at], result[other]] = [two, one];
  }
  return result;
};
