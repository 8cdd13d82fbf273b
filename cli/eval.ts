import type { EvalSettings } from "../app/eval-settings.ts";
import type { OpenedEvaluation } from "../app/open-evaluation.ts";
import { BrainError, LmError } from "../brain/core/errors.ts";
import type { RunLine } from "../brain/core/ports.ts";
import { prepareReport, type ReportSettings, reportRun } from "./eval-report.ts";
import { openProgress } from "./progress/open-progress.ts";
import type { Progress } from "./progress/progress-state.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";

/** Has programs answer cases, scores the answers and reports them. Returns the exit code: 100 where a demand was not met. */
export const evaluate = async (settings: EvalSettings & ReportSettings): Promise<number> => {
  const [{ openEvaluation }, { defaultConcurrency }] = await Promise.all([
    import("../app/open-evaluation.ts"),
    import("../app/open-runner.ts"),
  ]);
  let progress: Progress | undefined;
  const stop = stopOnSignal(() => progress?.update({ isStopping: true }));
  const evaluation = await openEvaluation(settings, {
    signal: stop.signal,
    prepare: (found) => prepareReport(settings, found),
  });
  try {
    tell([...evaluation.notices, ...evaluation.runner.takeNotices()]);
    const { runner } = evaluation;
    progress = await openProgress(`eval of ${evaluation.info.programs.map(({ name }) => name).join(", ")}`);
    await generateWatched(evaluation, progress);
    await progress.end();
    progress = undefined;
    const concurrency = settings.concurrency ?? defaultConcurrency;
    return await reportRun({ ...evaluation, home: runner.config.home, concurrency }, settings, stop.signal);
  } catch (error) {
    await progress?.end();
    const stopped = stop.exitCode();
    if (stopped === undefined && !isOverBudget(error)) throw error;
    tell([
      ...(error instanceof LmError && stopped === undefined ? [error.message] : []),
      `Stopped. What was answered is kept: the same command with --resume ${evaluation.info.id} goes on from there.`,
    ]);
    return stopped ?? 1;
  } finally {
    tell(evaluation.runner.takeNotices());
    await evaluation.close();
    stop.release();
  }
};

/** Failures without a single answer after which the rest need not be tried. */
const enough = 20;

const generateWatched = async (evaluation: OpenedEvaluation<unknown>, progress: Progress): Promise<void> => {
  const { runner, known, pending } = evaluation;
  const total = known + pending;
  let [done, errors] = [known, 0];
  const spent = () => {
    const { calls, cachedCalls, cost } = runner.meter.spent();
    return runner.isPaid ? { calls, cached: cachedCalls, ...(cost !== undefined && { cost }) } : {};
  };
  progress.update({ phase: "answering", done, total });
  let answered = false;
  const onLine = ({ error }: RunLine) => {
    done++;
    if (error) errors++;
    else answered = true;
    progress.update({ done, errors, ...spent() });
    if (error && !answered && errors >= enough) {
      throw new BrainError(
        error.code,
        `The first ${errors} answers all failed: ${error.message}\n  to fix:   see to the model, then give the same command with --resume ${evaluation.info.id} --retry-errors`,
      );
    }
  };
  await evaluation.generate({ onLine });
};

const isOverBudget = (error: unknown): boolean => error instanceof LmError && error.code === "over-budget";

const tell = (notices: readonly string[]): void => {
  for (const notice of notices) console.error(`understudy: ${notice}`);
};
