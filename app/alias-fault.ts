import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node } from "yaml";

/** An alias that cannot be used: where it stands (in UTF-16 units of the text), what is wrong, and what to do. */
export type AliasFault = { readonly at: number; readonly what: string; readonly fix: string };

/** Values that aliases may add to what is written: a file of ours has some hundred, and so many are read and checked within 0.1 s. */
const mostUnfolded = 100_000;

/**
 * The first alias that names nothing, holds itself, or unfolds without bounds, and the first merge key (`<<`) with anything
 * but objects; `undefined` where all can be read. Documents are small enough to be gone through by recursion.
 */
export const aliasFault = (document: Document): AliasFault | undefined => {
  /** Values below each anchor, unfolded; 0 as long as it is not read to its end. Of the same names the last counts. */
  const sizes = new Map<string, number>();
  const targets = new Map<string, Node>();
  let added = 0;
  let fault: AliasFault | undefined;
  const stop = (node: unknown, what: string, fix: string): number => {
    fault ??= { at: isNode(node) ? (node.range?.[0] ?? 0) : 0, what, fix };
    return 0;
  };
  /** How many values a node comes to. */
  const sizeOf = (node: unknown): number => {
    if (fault !== undefined || !isNode(node)) return 0;
    if (isAlias(node)) {
      const size = sizes.get(node.source);
      if (size === undefined) {
        return stop(
          node,
          "an alias (*name) has no anchor (&name) of its name before it",
          "name what is repeated &name where it stands first; text that begins with * goes in quotes",
        );
      }
      if (size === 0) return stop(node, "an alias (*name) stands within what it names", "write out what it is to hold");
      added += size;
      if (added <= mostUnfolded) return size;
      return stop(node, "an alias (*name) unfolds without bounds", "write out what is meant, or name less of it");
    }
    const { anchor } = node;
    if (anchor !== undefined) {
      sizes.set(anchor, 0);
      targets.set(anchor, node);
    }
    const size = 1 + (isCollection(node) ? node.items.reduce<number>((sum, item) => sum + sizeOfItem(item), 0) : 0);
    if (anchor !== undefined) sizes.set(anchor, size);
    return size;
  };
  const sizeOfItem = (item: unknown): number => {
    if (!isPair(item)) return sizeOf(item);
    const size = sizeOf(item.key) + sizeOf(item.value);
    if (fault === undefined && isMergeKey(item.key) && !isMergeable(item.value, targets)) {
      stop(
        item.key,
        "<< takes over the keys of another object, and this is none",
        "write `<<: *name`, where &name stands before an object",
      );
    }
    return size;
  };
  sizeOf(document.contents);
  return fault;
};

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) &&
  (key.type === undefined || key.type === "PLAIN") &&
  (typeof key.value === "symbol" ? key.value.description : key.value) === "<<";

const isMergeable = (value: unknown, targets: ReadonlyMap<string, Node>): boolean => {
  const named = (node: unknown) => (isAlias(node) ? targets.get(node.source) : node);
  const source = named(value);
  return isMap(source) || (isSeq(source) && source.items.every((item) => isMap(named(item))));
};
