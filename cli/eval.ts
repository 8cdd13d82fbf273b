import type { EvalSettings } from "../app/evaluation/eval-settings.ts";
import type { EvalEstimate, OpenedEvaluation } from "../app/evaluation/open-evaluation.ts";
import { dollars } from "../brain/core/dollars.ts";
import { BrainError, LmError } from "../brain/core/errors.ts";
import type { RunLine } from "../brain/core/ports.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { closePatiently } from "./close-patiently.ts";
import { prepareReport, type ReportSettings, reportRun } from "./eval-report.ts";
import { openProgress } from "./progress/open-progress.ts";
import type { Progress } from "./progress/progress-state.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";

/** Has programs answer cases, scores the answers and reports them. Returns the exit code: 100 where a demand was not met. */
export const evaluate = async (settings: EvalSettings & ReportSettings): Promise<number> => {
  const [{ openEvaluation }, { defaultConcurrency }] = await Promise.all([
    import("../app/evaluation/open-evaluation.ts"),
    import("../app/runner/open-runner.ts"),
  ]);
  let progress: Progress | undefined;
  const stop = stopOnSignal(() => progress?.update({ isStopping: true }));
  const evaluation = await openEvaluation(settings, {
    signal: stop.signal,
    prepare: (found) => prepareReport(settings, found),
  });
  try {
    tellAll([...evaluation.notices, ...evaluation.runner.takeNotices()]);
    const { runner } = evaluation;
    const estimate = await evaluation.estimate();
    if (estimate) tell(estimateInWords(estimate, settings.price));
    progress = await openProgress(`eval of ${evaluation.info.programs.map(({ name }) => name).join(", ")}`);
    if (runner.mayCost) progress.update(capsOf(settings));
    await generateWatched(evaluation, progress);
    await progress.end();
    progress = undefined;
    const concurrency = settings.concurrency ?? defaultConcurrency;
    return await reportRun({ ...evaluation, home: runner.config.home, concurrency }, settings, stop.signal);
  } catch (error) {
    await progress?.end();
    const stopped = stop.exitCode();
    if (stopped === undefined && !isOverBudget(error)) throw error;
    tellAll([
      ...(error instanceof LmError && stopped === undefined ? [error.message] : []),
      `Stopped. What was answered is kept: the same command with --resume ${evaluation.info.id} goes on from there.`,
    ]);
    return stopped ?? 1;
  } finally {
    tellAll(evaluation.runner.takeNotices());
    await closePatiently({ underWay: evaluation.runner.underWay, close: evaluation.close }, stop);
    stop.release();
  }
};

const capsOf = ({ budgetCalls, maxCost }: EvalSettings) => ({
  ...(budgetCalls !== undefined && { maxCalls: budgetCalls }),
  ...(maxCost !== undefined && { maxCost }),
});

const estimateInWords = (
  { calls, promptTokens, completionTokens }: EvalEstimate,
  price: EvalSettings["price"],
): string => {
  const cost = price && (promptTokens * price.prompt + completionTokens * price.completion) / 1e6;
  return `estimate: ${plural(calls, "call")}, ${promptTokens} prompt + ${completionTokens} completion tokens${
    cost === undefined ? "" : `, ${dollars(cost)}`
  }; what a guard blocks is asked again, a judge comes on top`;
};

/** Failures without a single answer after which the rest need not be tried. */
const enough = 20;

/** Faults that no further answer will be without. */
const hopeless: ReadonlySet<string> = new Set(["unauthorized", "not-found"]);

const generateWatched = async (evaluation: OpenedEvaluation<unknown>, progress: Progress): Promise<void> => {
  const { runner, known, pending } = evaluation;
  const total = known + pending;
  let [done, errors] = [known, 0];
  const spent = () => {
    const { calls, cachedCalls, cost } = runner.meter.spent();
    return runner.mayCost ? { calls, cached: cachedCalls, ...(cost !== undefined && { cost }) } : {};
  };
  progress.update({ phase: "answering", done, total });
  let answered = false;
  const onLine = ({ error }: RunLine) => {
    done++;
    if (error) errors++;
    else answered = true;
    progress.update({ done, errors, ...spent() });
    if (error && !answered && errors >= (hopeless.has(error.code) ? 1 : enough)) {
      throw new BrainError(
        error.code,
        `${errors === 1 ? "The first answer" : `The first ${errors} answers all`} failed: ${error.message}\n  to fix:   see to the model, then give the same command with --resume ${evaluation.info.id} --retry-errors`,
      );
    }
  };
  await evaluation.generate({ onLine });
};

const isOverBudget = (error: unknown): boolean => error instanceof LmError && error.code === "over-budget";

const tellAll = (notices: readonly string[]): void => {
  for (const notice of notices) tell(notice);
};
