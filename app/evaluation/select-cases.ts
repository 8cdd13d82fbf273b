import { InputError } from "../../brain/core/errors.ts";
import { caseOf, type EvalCase } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import { type SplitName, type Splits, splitOf } from "../../evals/splits.ts";
import { caseFilter } from "./case-filter.ts";

/**
 * Conversations below which an interval says little. For a share, 1.96·√(0.25 / 30) is ±0.18; and with fewer than some 30
 * clusters a clustered interval is too narrow (Cameron, Gelbach and Miller 2008, "Bootstrap-based improvements for
 * inference with clustered errors", section I).
 */
export const fewConversations = 30;

/** `loco`: leave one conversation out. Every example that is not in test, each asked of what knows all the others. */
export type SplitChoice = SplitName | "loco";

export type SelectedCases = {
  /** In the examples' order. */
  readonly cases: readonly EvalCase[];
  /** What a program may learn from. Its demos never come from the case's own conversation: that is the selector's work. */
  readonly trainset: readonly Example[];
  /** Examples of the split that cannot be asked. */
  readonly skipped: readonly { readonly id: string; readonly why: string }[];
  /** What an operator should know of these figures. */
  readonly notices: readonly string[];
};

/**
 * The examples of a split as cases, and what a program may learn from: train for `train`, `dev` and `test`; all that is not
 * in test for `loco`. Cases of `train` and `loco` are in the trainset themselves, and are answered without their own
 * conversation. `splits` is undefined where there is no splits.json: only `loco` is possible then, over everything.
 * @throws {InputError} no splits.json, an empty split or one of a single conversation, or a filter that leaves nothing
 */
export const selectCases = (
  examples: readonly Example[],
  splits: Splits | undefined,
  split: SplitChoice,
  { filter = [] }: { readonly filter?: readonly string[] } = {},
): SelectedCases => {
  if (splits === undefined && split !== "loco") throw noSplits(split);
  const placeOf = ({ conversation }: Example) => (splits === undefined ? undefined : splitOf(splits, conversation));
  const isAsked = (example: Example) => (split === "loco" ? placeOf(example) !== "test" : placeOf(example) === split);
  const trainset = examples.filter((example) =>
    split === "loco" ? placeOf(example) !== "test" : placeOf(example) === "train",
  );
  const skipped: { id: string; why: string }[] = [];
  const askable = examples.filter(isAsked).flatMap((example) => {
    const evalCase = caseOf(example);
    if (evalCase === undefined) skipped.push({ id: example.id, why: "its last message is not the user's" });
    return evalCase ?? [];
  });
  checkSize(askable, trainset, split);
  const cases = askable.filter(caseFilter(filter));
  if (cases.length === 0) {
    throw new InputError({
      what: `none of the ${plural(askable.length, "case")} of ${split} passes`,
      where: `--filter ${filter.join(" --filter ")}`,
      fix: tagsHint(askable, filter),
    });
  }
  return { cases, trainset, skipped, notices: notices(cases, askable, examples, splits, split) };
};

/** What metrics may take distractors from, and learn a voice from: the testset only where it is looked at. */
export const metricPool = (
  examples: readonly Example[],
  splits: Splits | undefined,
  isTestAsked = false,
): readonly Example[] =>
  isTestAsked ? examples : examples.filter(({ conversation }) => !splits?.test.has(conversation));

const noSplits = (split: SplitName): InputError =>
  new InputError({
    what: `there is no splits.json beside the examples, so that nothing says which of them are ${split}`,
    where: `--split ${split}`,
    expected: "a split that was frozen before anything was measured",
    fix: "make one with `understudy splits freeze`, or ask --split loco: every example, answered without its own conversation",
  });

const checkSize = (askable: readonly EvalCase[], trainset: readonly Example[], split: SplitChoice): void => {
  const where = `--split ${split}`;
  const size = conversationsOf(askable);
  if (size === 0) {
    throw new InputError({
      what: "no example of it can be asked",
      where,
      expected: "examples in which the user has the last word, of conversations that splits.json names there",
      fix: "`understudy splits check` tells what the split holds",
    });
  }
  if (size === 1) {
    throw new InputError({
      what: "it is a single conversation: there is nothing to tell chance from",
      where,
      expected: `at least 2 conversations, better ${fewConversations}`,
      fix: split === "loco" ? "add examples of other conversations" : "ask --split loco, or freeze a larger split",
    });
  }
  if (trainset.length === 0) {
    throw new InputError({
      what: "there is nothing to learn from: no example is of a conversation in train",
      where,
      fix: "`understudy splits check` tells which names have no examples",
    });
  }
};

const notices = (
  cases: readonly EvalCase[],
  askable: readonly EvalCase[],
  examples: readonly Example[],
  splits: Splits | undefined,
  split: SplitChoice,
): readonly string[] => {
  const told: string[] = [];
  const size = conversationsOf(cases);
  if (size < fewConversations) {
    const half = Math.min(0.5, 0.98 / Math.sqrt(size)).toFixed(2);
    const isFiltered = cases.length < askable.length;
    const loco = split !== "loco" && !isFiltered ? "; --split loco asks more of them" : "";
    const where = isFiltered ? "the filter leaves" : `${split} has`;
    told.push(
      `${where} ${size} ${size === 1 ? "conversation" : "conversations"}: an interval of a share is as wide as ±${half}, so that only large differences can be seen${loco}`,
    );
  }
  const lost =
    splits === undefined
      ? 0
      : conversationsOf(examples.filter((each) => splitOf(splits, each.conversation) === undefined));
  if (lost > 0 && split !== "loco") {
    told.push(
      `${lost} ${lost === 1 ? "conversation is" : "conversations are"} in no split and not used: \`understudy splits freeze --extend\` adds them to train`,
    );
  }
  return told;
};

const conversationsOf = (items: readonly { readonly conversation: string }[]): number =>
  new Set(items.map(({ conversation }) => conversation)).size;

const tagsHint = (cases: readonly EvalCase[], filter: readonly string[]): string => {
  const tags = [...new Set(cases.flatMap((each) => each.tags))].sort();
  const isByTag = filter.some((written) => written.startsWith("tag="));
  return isByTag && tags.length > 0 ? `tags that there are: ${tags.slice(0, 40).join(", ")}` : "check the filter";
};
