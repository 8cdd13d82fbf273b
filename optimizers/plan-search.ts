import { InputError } from "../brain/core/errors.ts";
import type { EvalCase, Metric } from "../brain/core/evaluation.ts";
import type { Example } from "../brain/core/example.ts";
import type { CompileOptions } from "../brain/core/ports.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { isRated } from "./fixed-line.ts";
import { leastBudget, planRungs, type RungPlan } from "./plan-rungs.ts";
import { drawCandidates, type SearchCandidate, standingCandidates } from "./search-space.ts";
import { seeded } from "./seeded.ts";

/** A search as it will be made: nothing in it is left to chance. */
export type SearchPlan = {
  readonly metric: Metric;
  /** Those that take part in every rung first. */
  readonly candidates: readonly SearchCandidate[];
  readonly standing: number;
  /** Of each rung, how many drawn candidates it takes, and its cases: those of the rung before first. */
  readonly rungs: readonly { readonly alive: number; readonly cases: readonly EvalCase[] }[];
  readonly cost: number;
};

/** @throws {InputError} no metric, no devset, one conversation alone, a budget for nothing */
export const planSearch = (
  base: DemoSettings,
  trainset: readonly Example[],
  { metric, devset = [], budget }: Pick<CompileOptions, "metric" | "devset" | "budget">,
  seed: number,
): SearchPlan => {
  if (metric === undefined) throw refused("there is no metric", "a metric to choose by", "name one with --metric");
  const random = seeded(seed);
  const conversations = random.shuffle(byConversation(devset));
  if (conversations.length < 2) {
    throw refused(
      devset.length === 0
        ? "the devset is empty"
        : `the devset is one conversation alone, of ${inWords(devset.length, "case")}`,
      "cases of two conversations or more, or nothing could be said of others than these",
      "give the split more conversations, or use --split loco",
    );
  }
  const answers = metric.needs === "reply" ? "model calls" : "cases";
  if (budget !== undefined && !(budget.calls > 0)) {
    throw refused(`the budget is ${budget.calls} ${answers}`, "a number above 0", "raise --budget-calls");
  }
  const standing = standingCandidates(base);
  const sizes = conversations.map((cases) => cases.length);
  const plan: RungPlan | undefined = planRungs({ sizes, standing: standing.length, budget: budget?.calls });
  if (plan === undefined) {
    const least = leastBudget({ sizes, standing: standing.length });
    throw refused(
      `the budget is ${budget?.calls} ${answers}, too few to compare anything`,
      `at least ${least}, better ${3 * least} or more`,
      "raise --budget-calls, or use an optimizer that needs no search, like knn",
    );
  }
  const drawn = drawCandidates({
    base,
    count: plan.drawn,
    seed: random.below(2 ** 31),
    scoresReplies: metric.needs === "reply",
    isRated: trainset.some(isRated),
  });
  return {
    metric,
    candidates: [...standing, ...drawn],
    standing: standing.length,
    rungs: plan.rungs.map(({ alive, conversations: first }) => ({
      alive,
      cases: conversations.slice(0, first).flat(),
    })),
    cost: plan.cost,
  };
};

const byConversation = (cases: readonly EvalCase[]): readonly (readonly EvalCase[])[] => {
  const conversations = new Map<string, EvalCase[]>();
  for (const one of cases) conversations.set(one.conversation, [...(conversations.get(one.conversation) ?? []), one]);
  return [...conversations.values()];
};

const refused = (why: string, expected: string, fix: string): InputError =>
  new InputError({ what: `search cannot choose between candidates: ${why}`, expected, fix });

const inWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
