import type { Example } from "../../brain/core/example.ts";
import { findLeaks } from "../../evals/leaks.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import type { Splits } from "../../evals/splits.ts";

/** Where what is measured stands nearly the same, by split: what is learned from, or tuned on, before it. */
const learnedBefore = { dev: "train", test: "train or dev" } as const;

/**
 * What an operator should know before a split is measured on: that some of it could have been learned. Empty where none
 * could, where there are no splits, and for `loco`, whose twins `splits check` tells as well. It takes 0.3 ms an example
 * (846 examples: 0.3 s; 16,920: 5.6 s; one core of the machine of docs/log.md).
 */
export const splitsNotices = (
  examples: readonly Example[],
  splits: Splits | undefined,
  measured: "dev" | "test" | "train" | "loco",
): readonly string[] => {
  if (splits === undefined || (measured !== "dev" && measured !== "test")) return [];
  const leaked = findLeaks(examples, splits).leaks.filter(({ example }) => example.split === measured).length;
  if (leaked === 0) return [];
  return [
    `${plural(leaked, "case")} of ${measured} ${leaked === 1 ? "stands" : "stand"} nearly the same in ${learnedBefore[measured]}, so that the score flatters: \`understudy splits check\` names ${leaked === 1 ? "it" : "them"}`,
  ];
};
