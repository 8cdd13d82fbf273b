/** Which conversations an optimizer may learn from, and which are kept to measure it. Names are `Example.conversation`. */
export type Splits = {
  readonly train: ReadonlySet<string>;
  readonly dev: ReadonlySet<string>;
  readonly test: ReadonlySet<string>;
};
export const splitNames = ["train", "dev", "test"] as const;
export type SplitName = (typeof splitNames)[number];

/** The split that a conversation is in; `undefined` where it is in none. */
export const splitOf = (splits: Splits, conversation: string): SplitName | undefined =>
  splitNames.find((name) => splits[name].has(conversation));
