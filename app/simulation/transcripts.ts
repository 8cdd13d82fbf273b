import { createHash } from "node:crypto";
import pMap, { pMapSkip } from "p-map";
import type { LmError } from "../../brain/core/errors.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { Clock, ModelConnection, ProgramLibrary } from "../../brain/core/ports.ts";
import type { Session } from "../../brain/core/session.ts";
import type { Spent } from "../../brain/lms/metered.ts";
import { hashText } from "../../brain/text/hash.ts";
import { toInstant } from "../../brain/text/to-instant.ts";
import { type CompletedSequence, type Completion, isLeftOut, type Sequence } from "../../evals/simulate/sequence.ts";
import { lineAppender } from "../../store/append-line.ts";
import { StoreError } from "../../store/store-error.ts";
import { parseMoment } from "../clock.ts";
import { loadSplits } from "../evaluation/load-splits.ts";
import { splitsPathFor } from "../paths.ts";
import { openPrograms } from "../programs/open-programs.ts";
import { programsToRun, type RunnableProgram } from "../programs/programs-to-run.ts";
import { momentOf, readableCase, sessionOf } from "../runner/case-session.ts";
import { defaultConcurrency, type OpenedRunner, openRunner, type RunnerSettings } from "../runner/open-runner.ts";
import { keyOf, prepareCompletions, readCompletions } from "./completion-file.ts";
import { checkLines, readSequences } from "./load-transcripts.ts";
import { simulatedTurn } from "./simulated-turn.ts";

export type CompleteSettings = Omit<RunnerSettings, "program" | "lm" | "command"> & {
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
  /** The call that a budget of understudy.yaml refused. */
  refusal(): LmError | undefined;
  /** Answers all sequences; each is on the disk as soon as all its answers are there. @throws {StoreError} */
  run(): Promise<CompleteCounts>;
  spent(): Spent;
  takeNotices(): readonly string[];
  /** Calls that were begun and have not ended. */
  underWay(): number;
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
  /** What failed, by model and code, with what the first of them says. */
  faults: { readonly lm: string; readonly code: string; readonly message: string; answers: number }[];
};

type Answerer = { readonly program: RunnableProgram; readonly lm: ModelConnection; readonly lmName: string };

/** Everything that completing a file of sequences needs, all of it read and checked before anything is spent. @throws {InputError} @throws {ProgramError} */
export const openCompleting = async (
  path: string,
  settings: CompleteSettings,
  signal: AbortSignal,
): Promise<Completing> => {
  const { program: names = [], lm: specs = [], out, retryErrors = false, ...others } = settings;
  const { library, dataPath } = openPrograms(others);
  const testset = (await loadSplits(splitsPathFor(dataPath)))?.test ?? new Set<string>();
  const looked: string[] = [];
  const sequences = await checkLines(path, "sequences", {
    each: ({ id, conversation }) => {
      if (testset.has(conversation)) looked.push(id);
    },
  });
  const { done, isTorn } = await readCompletions(out, retryErrors);
  const [first, ...further] = new Set(specs);
  const runner = await openRunner(
    // Answers that were under way when a run was stopped are kept, but in no line of the file yet.
    {
      ...others,
      command: "eval",
      resume: others.resume === true || done.size > 0,
      otherModels: further,
      ...(first !== undefined && { lm: first }),
    },
    { signal },
  );
  try {
    const { programs, notices } = await programsToRun(names, others, runner);
    const lms = [runner.lm, ...(await Promise.all(further.map((spec) => runner.openModel(spec, "--lm", "reply"))))];
    const answerers = programs.flatMap((program) =>
      lms.map((lm): Answerer => ({ program, lm, lmName: lm === runner.lm ? runner.lmName : nameOf(lm) })),
    );
    const named = new Set((await library.list()).map(({ name }) => name));
    const lookers = programs.flatMap(({ name }) => (named.has(name) ? [name] : []));
    const told = [
      ...notices,
      ...(looked.length === 0
        ? []
        : [
            `${looked.length} of the sequences belong to conversations of the testset: to answer them is to look at it${lookers.length === 0 ? "" : `, which ${lookers.join(", ")} will remember`}.`,
          ]),
    ];
    let recorded: Promise<void> | undefined;
    const look = () => (recorded ??= recordLook(lookers, looked, library));
    return {
      sequences,
      answers: answerers.length,
      lms: [...new Set(answerers.map(({ lmName }) => lmName))],
      async run() {
        await prepareCompletions(out, isTorn);
        return completeAll(readSequences(path), { runner, answerers, done, settings, signal, testset, look });
      },
      refusal: runner.refusal,
      spent: runner.meter.spent,
      takeNotices: () => [...told.splice(0), ...runner.takeNotices()],
      underWay: runner.underWay,
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
  /** Conversations of the testset, and what is called before the first of them is answered. */
  readonly testset: ReadonlySet<string>;
  readonly look: () => Promise<void>;
};

const completeAll = async (sequences: AsyncIterable<Sequence>, parts: CompleteParts): Promise<CompleteCounts> => {
  const { runner, answerers, done, settings, signal } = parts;
  const append = lineAppender();
  const counts: CompleteCounts = { answered: 0, errors: 0, kept: 0, skipped: 0, stopped: false, faults: [] };
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
    if (wanted.length === 0) return pMapSkip;
    const asked = await askedOf(one, parts);
    const completions: Completion[] = [];
    // A look that is cut short is a look as well.
    if (parts.testset.has(one.conversation)) await parts.look();
    for (const each of wanted) {
      if (stop.aborted || runner.meter.exceeded() || runner.refusal()) counts.stopped = true;
      if (counts.stopped) break;
      const completion = await answerOne(one, asked, each, { ...parts, signal: stop });
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
    for (const completion of completions) noteFault(completion, counts.faults);
    const errors = completions.filter(({ error }) => error).length;
    counts.errors += errors;
    counts.answered += completions.length - errors;
    return pMapSkip;
  };
  await pMap(sequences, complete, { concurrency: settings.concurrency ?? defaultConcurrency });
  return counts;
};

const noteFault = ({ error, lm }: Completion, faults: CompleteCounts["faults"]): void => {
  if (error === undefined) return;
  const known = faults.find(({ code, lm: failed }) => code === error.code && failed === lm);
  if (known === undefined) faults.push({ lm, code: error.code, message: error.message, answers: 1 });
  else known.answers++;
};

/** A sequence as it is asked: its last message as it was written, all before it as models may read it. */
type Asked = { readonly message: string; readonly moment: number; readonly session: Session };

const askedOf = async (one: Sequence, { runner, settings }: CompleteParts): Promise<Asked> => {
  const messages = one.messages.map(({ from_creator, content, timestamp }) => ({
    from: from_creator ? ("persona" as const) : ("user" as const),
    text: content,
    ...(timestamp !== undefined && { at: toInstant(timestamp) }),
  }));
  const at = messages.at(-1)?.at;
  const evalCase: EvalCase = { ...one, messages, tags: [], ...(at !== undefined && { at }) };
  const now = settings.now === undefined ? undefined : parseMoment(settings.now);
  const moment = momentOf(evalCase, runner.file.persona.time_zone, now);
  return {
    message: messages.at(-1)?.text ?? "",
    moment,
    session: sessionOf(await readableCase(evalCase, runner.guards.inputs), moment),
  };
};

const answerOne = async (
  one: Sequence,
  { message, moment, session }: Asked,
  { program, lm, lmName }: Answerer,
  { runner, settings, signal }: CompleteParts,
): Promise<Completion> => {
  const clock: Clock = { now: () => moment, elapsed: () => performance.now(), nextTurn: () => {} };
  const understudy = await runner.understudyOf(program.program, { clock, log: { append: async () => {} } });
  const { turn } = await simulatedTurn({ ...understudy, lm }, session, message, {
    // No program sees the conversation that it is asked to go on with.
    exclude: new Set([...(settings.exclude ?? []), one.id, one.conversation]),
    seed: hashText(one.id, settings.seed ?? 1) >>> 1,
    signal,
  });
  const { message: _, at: __, lm: ___, ...answer } = turn;
  return { program: program.name, programId: program.id, lm: lmName, ...answer };
};

/** Keeps the look at the testset with the named programs. @throws {StoreError} */
const recordLook = async (names: readonly string[], ids: readonly string[], library: ProgramLibrary): Promise<void> => {
  const at = new Date().toISOString();
  const run = `complete-${at.replace(/\D/g, "").slice(0, 14)}`;
  const testset = createHash("sha256").update(JSON.stringify(ids)).digest("hex");
  for (const name of names) await library.recordTouch(name, { at, run, n: ids.length, testset });
};

const asNames = ({ program: { name, id }, lmName }: Answerer) => ({ program: name, programId: id, lm: lmName });

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;
