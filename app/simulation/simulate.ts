import { createHash, randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, type LmError } from "../../brain/core/errors.ts";
import type { ModelConnection, RunInfo } from "../../brain/core/ports.ts";
import type { Spent } from "../../brain/lms/metered.ts";
import { type UserPlayer, userPlayer } from "../../brain/modules/play-user.ts";
import type { Transcript } from "../../evals/simulate/transcript.ts";
import type { SimulatedUser } from "../../evals/simulate/user.ts";
import about from "../../package.json" with { type: "json" };
import { makeFolder } from "../../store/make-folder.ts";
import { runStore } from "../../store/run-store.ts";
import { errnoOf, StoreError } from "../../store/store-error.ts";
import { atLeastOne } from "../at-least-one.ts";
import { parseMoment } from "../clock.ts";
import { circumstancesHash, setupHash } from "../evaluation/eval-run.ts";
import { programsToRun, type RunnableProgram } from "../programs/programs-to-run.ts";
import { momentOf } from "../runner/case-session.ts";
import { type OpenedRunner, openRunner, type RunnerSettings } from "../runner/open-runner.ts";
import { holdSimulated, type Job } from "./hold-simulated.ts";
import { loadUsers } from "./load-users.ts";

export type SimulateSettings = Omit<RunnerSettings, "program" | "command"> & {
  /** Path of a users file. */
  readonly users: string;
  /** Most messages that each user writes. */
  readonly turns: number;
  /** Names of programs; none means the one that a chat would use. */
  readonly program?: readonly string[];
  /** `provider[:model]` that plays users without a script; the model that answers, where it is not given. */
  readonly userLm?: string;
  /** Conversations of each user with each program. */
  readonly repeat: number;
  /** File for the transcripts; one of its own under `.understudy/transcripts` where it is not given. */
  readonly out?: string;
};

export type Simulation = {
  /** Id of the run whose lines are the turns: `eval rescore` takes it. */
  readonly run: string;
  /** Path of the transcripts. */
  readonly out: string;
  readonly conversations: number;
  /** Calls of a model that is paid for, or waited for, if every conversation goes to its end and no attempt is blocked. */
  readonly expectedCalls: number;
  /** Whether any of them may cost something. */
  readonly mayCost: boolean;
  /** `provider:model` of the persona's fallback, whose calls come on top where the model failed or nothing of it passed. */
  readonly fallbackName?: string;
  readonly lmName: string;
  readonly lmReason: string;
  /** Holds the conversations; each is on the disk as soon as it has ended. @throws {InputError} `out` is there already @throws {StoreError} */
  hold(onTranscript: (transcript: Transcript) => void): Promise<readonly Transcript[]>;
  /** The call that a budget of understudy.yaml refused: no conversation is begun after it. */
  refusal(): LmError | undefined;
  spent(): Spent;
  /** Calls that were made to play users, answers that were given again among them. */
  playerCalls(): number;
  takeNotices(): readonly string[];
  /** Calls that were begun and have not ended. */
  underWay(): number;
  close(): Promise<void>;
};

/** Everything that a simulation needs, checked before anything is spent. @throws {InputError} @throws {ProgramError} */
export const openSimulation = async (settings: SimulateSettings, signal: AbortSignal): Promise<Simulation> => {
  const { program: names = [], turns, repeat, concurrency, ...others } = settings;
  atLeastOne(turns, "--turns");
  atLeastOne(repeat, "--repeat");
  if (concurrency !== undefined) atLeastOne(concurrency, "--concurrency");
  const users = await loadUsers(settings.users);
  const { userLm } = settings;
  const runner = await openRunner(
    { ...others, command: "simulate", ...(userLm !== undefined && { otherModels: [userLm] }) },
    { signal },
  );
  try {
    const { programs, notices } = await programsToRun(names, others, runner);
    const { calls: playerCalls, ...played } = await openPlayer(users, settings, runner);
    checkRepeat(settings, users, runner);
    const run = `simulate-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}-${randomUUID().slice(0, 4)}`;
    const out = settings.out ?? join(runner.config.home, "transcripts", `${run}.jsonl`);
    const jobs = Array.from({ length: repeat }, (_, time) =>
      programs.flatMap((program) => users.map((user): Job => ({ user, program, repeat: time }))),
    ).flat();
    const messagesOf = ({ user: { script } }: Job) => Math.min(turns, script?.length ?? turns);
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const told = [...notices];
    return {
      run,
      out,
      conversations: jobs.length,
      expectedCalls:
        (runner.isWorded ? sum(jobs.map(messagesOf)) : 0) +
        sum(jobs.map((job) => (job.user.script === undefined ? turns : 0))),
      ...(runner.fallbackName !== undefined && { fallbackName: runner.fallbackName }),
      lmName: runner.lmName,
      lmReason: runner.lmReason,
      async hold(onTranscript) {
        await createOut(out);
        const store = runStore({ directory: join(runner.config.home, "runs") });
        await store.create(await infoOf(run, settings, users, programs, runner));
        return holdSimulated(jobs, {
          ...{ runner, store, run, out, signal, turns, concurrency, onTranscript, ...played },
          start:
            settings.now === undefined
              ? momentOf({ id: "", conversation: "", messages: [], tags: [] }, runner.file.persona.time_zone)
              : parseMoment(settings.now),
          seed: settings.seed ?? 1,
          exclude: new Set(settings.exclude),
        });
      },
      mayCost: runner.mayCost,
      refusal: runner.refusal,
      spent: runner.meter.spent,
      playerCalls,
      takeNotices: () => [...told.splice(0), ...runner.takeNotices()],
      underWay: runner.underWay,
      close: runner.close,
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};

const openPlayer = async (
  users: readonly SimulatedUser[],
  { userLm }: SimulateSettings,
  runner: OpenedRunner,
): Promise<{ readonly player?: UserPlayer; readonly userLm?: string; calls(): number }> => {
  const played = users.find(({ script }) => script === undefined);
  if (played === undefined) return { calls: () => 0 };
  const lm = userLm === undefined ? runner.lm : await runner.openModel(userLm, "--user-lm", "player");
  let calls = 0;
  const player = userPlayer({
    ...lm,
    chat(...asked) {
      calls++;
      return lm.chat(...asked);
    },
  });
  if (player !== undefined) return { player, userLm: nameOf(lm), calls: () => calls };
  throw new InputError({
    what: `the user ${JSON.stringify(played.id)} has no script, and ${nameOf(lm)} cannot play anybody`,
    where: userLm === undefined ? "--lm" : "--user-lm",
    expected: "a model that follows instructions, such as --user-lm together or --user-lm ollama",
    fix: "give every user a script, which needs no model",
  });
};

/**
 * The offline model answers a script as it did before: the same conversation once more would count as another one, and
 * make intervals narrower than they are.
 * @throws {InputError}
 */
const checkRepeat = ({ repeat }: SimulateSettings, users: readonly SimulatedUser[], runner: OpenedRunner): void => {
  const fixed = users.find(({ script }) => script !== undefined);
  if (repeat === 1 || runner.isWorded || runner.fallbackName !== undefined || fixed === undefined) return;
  throw new InputError({
    what: `the user ${JSON.stringify(fixed.id)} follows a script and the offline model answers it the same each time: ${repeat} times the same conversation would count as ${repeat} independent ones`,
    where: "--repeat",
    expected: "1 with --lm offline and scripts",
    fix: "add users with other scripts, or name a model whose answers vary with --lm",
  });
};

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;

/** A file of its own, for its owner alone: transcripts that are there may have been paid for. */
const createOut = async (path: string): Promise<void> => {
  try {
    await makeFolder(dirname(resolve(path)));
    await (await open(path, "wx", 0o600)).close();
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw new StoreError("unwritable", path, error);
    throw new InputError({ what: "is there already", where: path, fix: "name another file with --out, or remove it" });
  }
};

const infoOf = async (
  id: string,
  settings: SimulateSettings,
  users: readonly SimulatedUser[],
  programs: readonly RunnableProgram[],
  runner: OpenedRunner,
): Promise<RunInfo> => {
  const { seed = 1, repeat, users: path, turns } = settings;
  const { provider, model } = await runner.embedder.identity();
  return {
    id,
    kind: "simulate",
    createdAt: new Date().toISOString(),
    code: about.version,
    persona: runner.file.persona.name,
    lm: runner.lmName,
    embedder: `${provider}:${model}`,
    seed,
    repeat,
    split: `users ${basename(path)}`,
    cases: createHash("sha256")
      .update(JSON.stringify([users, turns]))
      .digest("hex"),
    setup: setupHash(runner),
    circumstances: circumstancesHash(settings, runner),
    programs: programs.map(({ name, id: hash, program: { optimizer } }) => ({ name, id: hash, optimizer })),
  };
};
