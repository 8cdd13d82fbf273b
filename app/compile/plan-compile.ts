import type { EvalCase, Metric } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { planGepa, usualGepa } from "../../optimizers/gepa-plan.ts";
import { planSearch } from "../../optimizers/plan-search.ts";
import type { CheckedSettings } from "./compile-settings.ts";

/** How many cases will be answered: as a rule known beforehand. */
export type CompilePlan = {
  readonly least: number;
  readonly most: number;
  /** What the optimizer may plan for, where there is a budget: the rest is for measuring. */
  readonly optimizerCalls?: number;
};

export type PlanInput = Pick<CheckedSettings, "optimizer" | "overrides" | "budgetCalls"> & {
  readonly trainset: readonly Example[];
  readonly devset: readonly EvalCase[];
  readonly metric: Metric;
  readonly seed: number;
};

/** Answers that a compile takes, the measuring of its program and of two baselines included. @throws {InputError} of a search that cannot be made */
export const planCompile = (input: PlanInput): CompilePlan => {
  const { optimizer, budgetCalls, devset, metric } = input;
  const cases = devset.length;
  // Cases that cost nothing need not be saved.
  const reserve = metric.needs === "demos" ? 0 : reserved(input);
  const optimizerCalls =
    budgetCalls === undefined ? undefined : budgetCalls - Math.min(reserve, Math.floor(budgetCalls / 2));
  const own = ownAnswers(input, optimizerCalls);
  // The one of them that it is itself is measured once.
  const measuring = optimizer === "zero-shot" || optimizer === "random" ? 2 * cases : 3 * cases;
  const most = own.most + (own.isMeasured ? own.further : measuring);
  const least = own.least + (own.isMeasured ? own.further : measuring);
  return {
    least: Math.min(least, budgetCalls ?? least),
    most: Math.min(most, budgetCalls ?? most),
    ...(optimizerCalls !== undefined && { optimizerCalls }),
  };
};

type OwnAnswers = {
  readonly least: number;
  readonly most: number;
  /** Whether it measures its program on the whole devset itself: what it asked is not asked again. */
  readonly isMeasured: boolean;
  /** Answers for baselines beside its own. */
  readonly further: number;
};

/** What the optimizer asks before anything is measured. */
const ownAnswers = (input: PlanInput, calls: number | undefined): OwnAnswers => {
  const { optimizer, trainset, devset } = input;
  switch (optimizer) {
    case "search": {
      const { cost, rungs } = searchPlan(input, calls);
      const isWhole = rungs.at(-1)?.cases.length === devset.length;
      // It measures both baselines as well; random demos once more where their number was changed.
      return { least: cost, most: cost, isMeasured: isWhole, further: devset.length };
    }
    case "bootstrap": {
      const tries = Math.min(trainset.length, Math.max(1, (calls ?? Number.POSITIVE_INFINITY) - 2 * devset.length));
      const first = Math.min(tries, firstTries);
      return {
        least: first + 2 * devset.length,
        most: tries + 2 * devset.length,
        isMeasured: true,
        further: 2 * devset.length,
      };
    }
    case "gepa":
      return gepaAnswers(input, calls);
    default:
      return { least: 0, most: 0, isMeasured: false, further: 0 };
  }
};

/** Examples that a bootstrap asks for its usual four demos at once. */
const firstTries = 8;

/** Model calls that one reflection takes at least and at most. */
const reflectionCalls = { least: 1, most: 3 };

const gepaAnswers = ({ overrides, trainset, devset, seed }: PlanInput, calls: number | undefined): OwnAnswers => {
  const { trials: wanted = usualGepa.trials, minibatch: size = usualGepa.minibatch } = overrides;
  const plan = planGepa({ trials: wanted, minibatch: size, calls, seed }, { examples: trainset, devset });
  const { trials, minibatch, watched, answers } = plan;
  const unwatched = 2 * (devset.length - watched.length);
  return {
    // Where no rewriting is worth a look at the devset.
    least: Math.min(answers, watched.length + trials * (2 * minibatch + reflectionCalls.least)),
    most: answers + unwatched + trials * reflectionCalls.most,
    isMeasured: true,
    further: 2 * devset.length,
  };
};

const searchPlan = ({ overrides, trainset, devset, metric, seed }: PlanInput, calls: number | undefined) =>
  planSearch(
    { ...defaultDemoSettings, ...overrides },
    trainset,
    { metric, devset, ...(calls !== undefined && { budget: { calls } }) },
    seed,
  );

/** What is kept back of a budget to measure the program and the baselines with. */
const reserved = (input: PlanInput): number => {
  const { optimizer, budgetCalls, devset } = input;
  if (optimizer === "bootstrap" || optimizer === "gepa") return 2 * devset.length;
  if (optimizer !== "search") return 3 * devset.length;
  // A search that is affordable whole measures everything on its way.
  return searchPlan(input, undefined).cost + devset.length <= (budgetCalls ?? 0) ? devset.length : 3 * devset.length;
};
