import type { CompileSettings } from "../app/compile/compile-settings.ts";
import type { CompileEstimate, Takes } from "../app/compile/estimate-compile.ts";
import type { OpenedCompile } from "../app/compile/open-compile.ts";
import { dollars } from "../brain/core/dollars.ts";
import { InputError } from "../brain/core/errors.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { closePatiently } from "./close-patiently.ts";
import { compileReport } from "./compile-report.ts";
import { canAsk, confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { isWatched, openProgress } from "./progress/open-progress.ts";
import type { Progress } from "./progress/progress-state.ts";
import { type Stop, stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";

/** What a person who says no is told to have done: nothing. */
const declined = 1;

/** Compiles a program, after telling what that takes. Returns the exit code: 128 + n after signal n. */
export const compile = async ({
  yes = false,
  ...settings
}: CompileSettings & { readonly yes?: boolean }): Promise<number> => {
  let progress: Progress | undefined;
  const stop = stopOnSignal(() => progress?.update({ isStopping: true }));
  let opened: OpenedCompile | undefined;
  try {
    const { openCompile } = await import("../app/compile/open-compile.ts");
    opened = await openCompile(settings, stop.signal);
    tellNotices(opened.takeNotices());
    if (!(await isWanted(opened, yes, stop))) {
      if (stop.signal.aborted) return stop.exitCode() ?? declined;
      tell("nothing was asked, and nothing spent.");
      return declined;
    }
    const shown = await openProgress(`compile ${opened.settings.optimizer} as ${opened.settings.name}`);
    progress = shown;
    const { asksModel } = opened;
    const { budgetCalls: maxCalls, maxCost } = opened.settings;
    const caps = { ...(maxCalls !== undefined && { maxCalls }), ...(maxCost !== undefined && { maxCost }) };
    const began = performance.now();
    const outcome = await opened
      .run({
        now: () => Date.now(),
        elapsed: () => performance.now(),
        signal: stop.signal,
        // Calls that cost nothing are no news.
        onUpdate: ({ calls, cached, cost, ...update }) =>
          shown.update({
            ...update,
            ...(asksModel && { calls, cached }),
            ...(asksModel && cost !== undefined && { cost }),
            ...(asksModel && caps),
          }),
      })
      .finally(() => shown.end());
    await print(
      compileReport({
        outcome,
        metric: opened.metric.name,
        split: opened.split,
        cases: opened.cases,
        isChosenByScore: opened.isChosenByScore,
        seconds: (performance.now() - began) / 1000,
        folder: opened.folder,
      }),
    );
    tellNotices([...opened.takeNotices(), ...outcome.notices]);
    return 0;
  } catch (error) {
    const code = stop.exitCode();
    if (code === undefined) throw error;
    if (opened) await closePatiently(opened, stop);
    if (opened) tellStopped(opened);
    return code;
  } finally {
    if (opened) await closePatiently(opened, stop);
    stop.release();
  }
};

const tellNotices = (notices: readonly string[]) => {
  for (const notice of notices) tell(notice);
};

/** Tells what it will take, and asks where that may cost something. @throws {InputError} nobody is there to ask */
const isWanted = async (opened: OpenedCompile, yes: boolean, { signal }: Stop): Promise<boolean> => {
  const { settings, metric, split, cases, lmName, lmReason, asksModel, embedsElsewhere, mayCost } = opened;
  tell(
    `${settings.optimizer} by ${metric.name} on ${plural(cases, "case")} of ${split}, ${asksModel ? `with ${lmName} (${lmReason})` : "no model is asked"}`,
  );
  if (!asksModel && !embedsElsewhere) return true;
  const estimate = await opened.estimate();
  if (signal.aborted) return false;
  for (const line of estimateInWords(estimate, opened)) tell(line);
  if (yes || !mayCost) return true;
  if (!canAsk() || !isWatched(process.stderr)) {
    throw new InputError({
      what: "model calls may cost money, and nobody is here to be asked",
      fix: "give --yes beside it, with --budget-calls or --max-cost where there should be a bound",
    });
  }
  return confirm("Go on? [y/N]", signal);
};

const estimateInWords = (estimate: CompileEstimate, { settings, fallbackName }: OpenedCompile): readonly string[] => {
  const { least, most, sampled, isCapped, asksJudge, embeddedTokens } = estimate;
  const { maxCost, resume } = settings;
  const range = (of: (takes: Takes) => number) =>
    of(least) === of(most) ? rounded(of(most)) : `${rounded(of(least))} to ${rounded(of(most))}`;
  const bounds = [
    ...(isCapped ? [`${settings.budgetCalls} calls (--budget-calls)`] : []),
    ...(maxCost === undefined ? [] : [`${dollars(maxCost)} (--max-cost)`]),
  ];
  const embedding =
    embeddedTokens === undefined
      ? []
      : [
          `  up to ${rounded(embeddedTokens)} tokens are embedded by ${settings.embedder ?? "roles.embed"} beside that, within --max-cost, and no calls of --budget-calls; what was embedded before is kept`,
        ];
  const fallback =
    fallbackName === undefined
      ? []
      : [`  beside that ${fallbackName}, the fallback, is asked where the model failed or nothing of it passed`];
  if (sampled === 0) return ["estimate: no model calls", ...embedding, ...fallback];
  return [
    `estimate: ${range(({ calls }) => calls)} calls, ${range(({ promptTokens }) => promptTokens)} prompt + ${range(({ completionTokens }) => completionTokens)} completion tokens, ${costInWords(estimate)}`,
    `  taken from the prompts of ${sampled} cases as they would go out, four characters a token, replies as long as the client's own, none asked for twice`,
    ...embedding,
    ...fallback,
    ...(asksJudge ? ["  half of the calls are the judge's, whose tokens are not counted in"] : []),
    ...(bounds.length > 0 ? [`  it ends at ${bounds.join(" or ")} at the latest`] : []),
    ...(resume ? ["  what earlier runs were answered costs nothing"] : []),
  ];
};

const costInWords = ({ least, most }: CompileEstimate): string => {
  if (least.cost === undefined || most.cost === undefined) return "at a cost that is not known (--price tells it)";
  return least.cost === most.cost ? dollars(most.cost) : `${dollars(least.cost)} to ${dollars(most.cost)}`;
};

/** An estimate has no more than two digits worth telling, or three. */
const rounded = (value: number): string =>
  value < 1000 ? String(value) : Number(value.toPrecision(3)).toLocaleString("en");

const tellStopped = ({ spent }: OpenedCompile): void => {
  const { calls, cost } = spent();
  const kept =
    calls === 0
      ? "No call was made."
      : `${calls} ${calls === 1 ? "call was" : "calls were"} made${cost ? ` (${dollars(cost)})` : ""}: what was answered is kept, and the same command with --resume goes on without asking it again.`;
  tell(`stopped before anything was saved. ${kept}`);
};
