import { BrainError, InputError, LmError } from "../brain/core/errors.ts";
import { caseOf, type EvalCase, type Metric, type ScoredCase } from "../brain/core/evaluation.ts";
import type { Example } from "../brain/core/example.ts";
import type { CompileOptions, Embedder, Evaluate, Optimizer, Summarize } from "../brain/core/ports.ts";
import type { Candidate, CompiledProgram, PinnedDemo } from "../brain/core/program.ts";
import { hashText } from "../brain/text/hash.ts";
import { candidateOf } from "./candidate-of.ts";
import { compileProgram } from "./compile-program.ts";
import { type DemoSettings, describeSettings, savedSettings } from "./demo-settings.ts";
import { replyMetric } from "./reply-metric.ts";

export const bootstrapFewShotName = "bootstrap-few-shot";

export type BootstrapSettings = DemoSettings & {
  /** Demos to make, at most: they stand before the others, among the k of a prompt. From 1. */
  readonly made: number;
  /** Least score (0–1) of a reply that becomes a demo. @default 0.5 */
  readonly threshold?: number;
};

export type BootstrapDependencies = {
  readonly embedder: Embedder;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  readonly seed: number;
};

/** The middle of the scale: what a metric calls as good as not, as voice scores are calibrated to. Set for metrics of other scales. */
const usualThreshold = 0.5;

/** Examples asked at once: as many as are still wanted twice over, so that few are asked in vain; and for connections to be busy. */
const batchOf = (wanted: number): number => Math.min(32, Math.max(8, 2 * wanted));

/**
 * Demos that a teacher wrote: BootstrapFewShot of DSPy (Khattab et al. 2023, arXiv 2310.03714), done ONCE, when compiling.
 * The teacher is the program that the settings make, demos and guards and all; it answers examples of the trainset without
 * ever seeing their conversation, in an order drawn by `seed` that takes every conversation once before any twice. The
 * model's own whole replies that the metric scores at `threshold` or higher become pinned demos, each wording once, until there are `made`.
 * The rest of a prompt is chosen as the settings say. Where a devset is given, the program is measured on it beside its teacher.
 *
 * A budget that is spent ends the search for demos, and what was made until then is kept.
 * @throws {InputError} no metric of replies, no example to answer, settings or a budget that leave nothing to do
 * @throws {BrainError} `nothing-accepted` @throws {LmError} aborted, over-budget before anything was accepted
 */
export const bootstrapFewShot = (settings: BootstrapSettings, deps: BootstrapDependencies): Optimizer => ({
  name: bootstrapFewShotName,
  async compile(student, trainset, options = {}) {
    const { made, threshold = usualThreshold, ...demos } = settings;
    const metric = replyMetric(options.metric, "bootstrapping", "it decides which replies become demos");
    checkBootstrap(settings, threshold);
    const cases = seededOrder(trainset, deps.seed);
    if (cases.length === 0) throw new InputError({ what: "no example of the trainset ends with a user's message" });
    const devset = options.devset ?? [];
    const tries = triesOf(options.budget?.calls, cases.length, devset.length);
    const teacher = await compileProgram(
      { optimizer: bootstrapFewShotName, settings: demos, embedder: deps.embedder },
      student,
      trainset,
      options,
    );
    const accepted = await accept(teacher, cases.slice(0, tries), { ...deps, metric, made, threshold, options });
    const program: CompiledProgram = {
      ...teacher,
      settings: { ...savedSettings({ ...demos, pinned: demos.pinned + accepted.length }), made, threshold },
      pinned: [...accepted, ...teacher.pinned],
    };
    return { ...program, candidates: await measure(teacher, program, demos, { ...deps, metric, devset, options }) };
  },
});

type Accepting = Pick<BootstrapDependencies, "evaluate"> & {
  readonly metric: Metric;
  readonly made: number;
  readonly threshold: number;
  readonly options: CompileOptions;
};

const accept = async (
  teacher: CompiledProgram,
  cases: readonly EvalCase[],
  { evaluate, metric, made, threshold, options: { signal, onProgress } }: Accepting,
): Promise<readonly PinnedDemo[]> => {
  const accepted: PinnedDemo[] = [];
  const wordings = new Set<string>();
  const seen = { tried: 0, faults: 0, eligible: 0, best: 0 };
  const take = ({ case: { id }, prediction, scored, error }: ScoredCase) => {
    seen.tried++;
    if (error !== undefined) seen.faults++;
    const reply = prediction?.reply;
    if (reply?.by !== "model" || reply.ended !== "complete" || scored === undefined) return;
    seen.eligible++;
    seen.best = Math.max(seen.best, scored.score);
    if (scored.score < threshold || accepted.length >= made || wordings.has(reply.text.trim())) return;
    wordings.add(reply.text.trim());
    accepted.push({ id, made: { reply: reply.text, lm: reply.lm, score: scored.score } });
  };

  while (seen.tried < cases.length && accepted.length < made) {
    const batch = cases.slice(seen.tried, seen.tried + batchOf(made - accepted.length));
    try {
      for (const scored of await evaluate(teacher, batch, { metric, ...(signal && { signal }) })) take(scored);
    } catch (error) {
      if (!isOverBudget(error) || accepted.length === 0) throw error;
      return accepted;
    }
    onProgress?.({
      phase: `bootstrapping: ${accepted.length} of ${made} accepted`,
      done: seen.tried,
      total: cases.length,
    });
  }
  if (accepted.length > 0) return accepted;
  throw new BrainError(
    "nothing-accepted",
    `No demo could be made: of ${seen.tried} examples tried, ${seen.eligible} got a whole reply of the model with a score, ` +
      `and the best of them scored ${seen.best.toFixed(2)} by ${metric.name}, below the threshold of ${threshold}` +
      `${seen.faults > 0 ? `; ${seen.faults} failed` : ""}. Lower the threshold, or choose another metric or optimizer.`,
  );
};

type Measuring = Pick<BootstrapDependencies, "evaluate" | "summarize"> & {
  readonly metric: Metric;
  readonly devset: readonly EvalCase[];
  readonly options: CompileOptions;
};

const measure = async (
  teacher: CompiledProgram,
  program: CompiledProgram,
  demos: DemoSettings,
  { evaluate, summarize, metric, devset, options: { signal, onProgress } }: Measuring,
): Promise<readonly Candidate[]> => {
  if (devset.length === 0) return [];
  const candidates: Candidate[] = [];
  const made = `${program.pinned.length - teacher.pinned.length} made`;
  const both = [
    { name: describeSettings(demos), of: teacher, baseline: true },
    { name: `${describeSettings(demos)}, ${made}`, of: program, baseline: false },
  ];
  try {
    for (const [done, { name, of, baseline }] of both.entries()) {
      onProgress?.({ phase: "measuring on the devset", done, total: both.length, candidate: { name } });
      const summary = summarize(await evaluate(of, devset, { metric, ...(signal && { signal }) }));
      candidates.push(candidateOf({ name, settings: of.settings, baseline }, summary));
    }
  } catch (error) {
    if (!isOverBudget(error)) throw error;
  }
  return candidates;
};

const isOverBudget = (error: unknown): boolean => error instanceof LmError && error.code === "over-budget";

const checkBootstrap = ({ choice, made }: BootstrapSettings, threshold: number): void => {
  if (choice === "none") throw new InputError({ what: "demos cannot be made for a program that shows none" });
  if (!Number.isInteger(made) || made < 1) {
    throw new InputError({ what: `${made} demos cannot be made`, expected: "a whole number from 1 on" });
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new InputError({ what: `the threshold is ${threshold}`, expected: "a score from 0 to 1" });
  }
};

/** Examples that may be tried, one call each; the devset is measured twice after them. */
const triesOf = (calls: number | undefined, examples: number, devset: number): number => {
  if (calls === undefined) return examples;
  const left = calls - 2 * devset;
  if (left >= 1) return Math.min(examples, left);
  throw new InputError({
    what: `a budget of ${calls} calls leaves none for bootstrapping`,
    expected: `at least ${2 * devset + 1}: ${devset} cases of the devset are measured twice, beside the examples tried`,
  });
};

/** As drawn by `seed`, but each conversation once before any twice. */
const seededOrder = (trainset: readonly Example[], seed: number): readonly EvalCase[] => {
  const times = new Map<string, number>();
  return trainset
    .flatMap((example) => caseOf(example) ?? [])
    .map((evalCase) => ({ evalCase, drawn: hashText(evalCase.id, seed) }))
    .toSorted((a, b) => a.drawn - b.drawn)
    .map(({ evalCase }) => {
      const round = times.get(evalCase.conversation) ?? 0;
      times.set(evalCase.conversation, round + 1);
      return { evalCase, round };
    })
    .toSorted((a, b) => a.round - b.round)
    .map(({ evalCase }) => evalCase);
};
