import pMap, { pMapSkip } from "p-map";
import type { EvalCase } from "../brain/core/evaluation.ts";
import type { Clock, ModelConnection } from "../brain/core/ports.ts";
import type { Spent } from "../brain/lms/metered.ts";
import { hashText } from "../brain/text/hash.ts";
import { type CompletedSequence, type Completion, isLeftOut, type Sequence } from "../evals/simulate/sequence.ts";
import { lineAppender } from "../store/append-line.ts";
import { StoreError } from "../store/store-error.ts";
import { momentOf, sessionOf } from "./case-session.ts";
import { parseMoment } from "./clock.ts";
import { keyOf, prepareCompletions, readCompletions } from "./completion-file.ts";
import { checkLines, readSequences } from "./load-transcripts.ts";
import { defaultConcurrency, type OpenedRunner, openRunner, type RunnerSettings } from "./open-runner.ts";
import { programsToRun, type RunnableProgram } from "./programs-to-run.ts";
import { simulatedTurn } from "./simulated-turn.ts";

export type CompleteSettings = Omit<RunnerSettings, "program" | "lm"> & {
  /** Names of programs; none means the one that a chat would use. */
  readonly program?: readonly string[];
  /** `provider[:model]`, one or several. */
  readonly lm?: readonly string[];
  /** File of the completions; what it holds is not asked again. */
  readonly out: string;
  /** Asks again where the file holds an error. */
  readonly retryErrors?: boolean;
};

export type Completing = {
  readonly sequences: number;
  /** Answers for each sequence: programs times models. */
  readonly answers: number;
  readonly lms: readonly string[];
  /** Answers all sequences; each is on the disk as soon as all its answers are there. @throws {StoreError} */
  run(): Promise<CompleteCounts>;
  spent(): Spent;
  takeNotices(): readonly string[];
  close(): Promise<void>;
};

export type CompleteCounts = {
  answered: number;
  errors: number;
  /** Answers that were there before. */
  kept: number;
  /** Sequences that the persona ends, or that end with words that are left out. */
  skipped: number;
  /** Whether the budget, or a wish to stop, ended the run. */
  stopped: boolean;
};

type Answerer = { readonly program: RunnableProgram; readonly lm: ModelConnection; readonly lmName: string };

/** Everything that completing a file of sequences needs, all of it read and checked before anything is spent. @throws {InputError} @throws {ProgramError} */
export const openCompleting = async (
  path: string,
  settings: CompleteSettings,
  signal: AbortSignal,
): Promise<Completing> => {
  const { program: names = [], lm: specs = [], out, retryErrors = false, ...others } = settings;
  const sequences = await checkLines(path, "sequences");
  const { done, isTorn } = await readCompletions(out, retryErrors);
  const [first, ...further] = new Set(specs);
  const runner = await openRunner(
    { ...others, otherModels: further, ...(first !== undefined && { lm: first }) },
    { signal },
  );
  try {
    const { programs, notices } = await programsToRun(names, others, runner);
    const lms = [runner.lm, ...(await Promise.all(further.map((spec) => runner.openModel(spec, "--lm"))))];
    const answerers = programs.flatMap((program) =>
      lms.map((lm): Answerer => ({ program, lm, lmName: lm === runner.lm ? runner.lmName : nameOf(lm) })),
    );
    const told = [...notices];
    return {
      sequences,
      answers: answerers.length,
      lms: [...new Set(answerers.map(({ lmName }) => lmName))],
      async run() {
        await prepareCompletions(out, isTorn);
        return completeAll(readSequences(path), { runner, answerers, done, settings, signal });
      },
      spent: runner.meter.spent,
      takeNotices: () => [...told.splice(0), ...runner.takeNotices()],
      close: runner.close,
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};

type CompleteParts = {
  readonly runner: OpenedRunner;
  readonly answerers: readonly Answerer[];
  readonly done: ReadonlySet<string>;
  readonly settings: CompleteSettings;
  readonly signal: AbortSignal;
};

const completeAll = async (sequences: AsyncIterable<Sequence>, parts: CompleteParts): Promise<CompleteCounts> => {
  const { runner, answerers, done, settings, signal } = parts;
  const append = lineAppender();
  const counts: CompleteCounts = { answered: 0, errors: 0, kept: 0, skipped: 0, stopped: false };
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const complete = async (one: Sequence): Promise<typeof pMapSkip> => {
    const last = one.messages.at(-1);
    if (last === undefined || last.from_creator || isLeftOut(last)) {
      counts.skipped++;
      return pMapSkip;
    }
    const wanted = answerers.filter((each) => !done.has(keyOf(one.id, asNames(each))));
    counts.kept += answerers.length - wanted.length;
    const completions: Completion[] = [];
    for (const each of wanted) {
      if (stop.aborted || runner.meter.exceeded()) counts.stopped = true;
      if (counts.stopped) break;
      const completion = await answerOne(one, each, { ...parts, signal: stop });
      const code = completion.error?.code;
      // Not asked, or not to its end: to be asked the next time.
      if (code === "aborted" || code === "over-budget") counts.stopped = true;
      else completions.push(completion);
    }
    if (completions.length === 0) return pMapSkip;
    const line: CompletedSequence = { ...one, completions };
    await append(settings.out, JSON.stringify(line)).catch((error: unknown) => {
      failed.abort();
      throw new StoreError("unwritable", settings.out, error);
    });
    const errors = completions.filter(({ error }) => error).length;
    counts.errors += errors;
    counts.answered += completions.length - errors;
    return pMapSkip;
  };
  await pMap(sequences, complete, { concurrency: settings.concurrency ?? defaultConcurrency });
  return counts;
};

const answerOne = async (
  one: Sequence,
  { program, lm, lmName }: Answerer,
  { runner, settings, signal }: CompleteParts,
): Promise<Completion> => {
  const messages = one.messages.map(({ from_creator, content, timestamp }) => ({
    from: from_creator ? ("persona" as const) : ("user" as const),
    text: content,
    ...(timestamp !== undefined && { at: toInstant(timestamp) }),
  }));
  const at = messages.at(-1)?.at;
  const evalCase: EvalCase = { ...one, messages, tags: [], ...(at !== undefined && { at }) };
  const { time_zone } = runner.file.persona;
  const moment = momentOf(evalCase, time_zone, settings.now === undefined ? undefined : parseMoment(settings.now));
  const clock: Clock = { now: () => moment, elapsed: () => performance.now(), nextTurn: () => {} };
  const understudy = await runner.understudyOf(program.program, { clock, log: { append: async () => {} } });
  const session = await sessionOf(evalCase, moment, understudy.inputGuards);
  const { turn } = await simulatedTurn({ ...understudy, lm }, session, messages.at(-1)?.text ?? "", {
    // No program sees the conversation that it is asked to go on with.
    exclude: new Set([...(settings.exclude ?? []), one.id, one.conversation]),
    seed: hashText(one.id, settings.seed ?? 1) >>> 1,
    signal,
  });
  const { message: _, at: __, lm: ___, ...answer } = turn;
  return { program: program.name, programId: program.id, lm: lmName, ...answer };
};

const asNames = ({ program: { name, id }, lmName }: Answerer) => ({ program: name, programId: id, lm: lmName });

const toInstant = (timestamp: string): string => (/(Z|[+-]\d\d:\d\d)$/.test(timestamp) ? timestamp : `${timestamp}Z`);
const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;
