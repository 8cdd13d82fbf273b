import { createHash } from "node:crypto";
import pMap from "p-map";
import { turnContext } from "../../brain/context/turn-context.ts";
import type { Clock, RunStore } from "../../brain/core/ports.ts";
import { keptPrivate, type Session, startSession } from "../../brain/core/session.ts";
import type { Context } from "../../brain/core/signature.ts";
import type { Message } from "../../brain/core/turn.ts";
import type { UserPlayer } from "../../brain/modules/play-user.ts";
import { hashText } from "../../brain/text/hash.ts";
import { type ConversationParts, holdConversation, type UserMove } from "../../evals/simulate/hold-conversation.ts";
import type { Transcript, TranscriptTurn } from "../../evals/simulate/transcript.ts";
import { type SimulatedUser, usualPatience } from "../../evals/simulate/user.ts";
import { lineAppender } from "../../store/append-line.ts";
import { StoreError } from "../../store/store-error.ts";
import type { RunnableProgram } from "../programs/programs-to-run.ts";
import { defaultConcurrency, type OpenedRunner } from "../runner/open-runner.ts";
import { simulatedTurn } from "./simulated-turn.ts";

/** One conversation that is to be held. */
export type Job = { readonly user: SimulatedUser; readonly program: RunnableProgram; readonly repeat: number };

export type HoldParts = {
  readonly runner: OpenedRunner;
  readonly store: RunStore;
  /** Id of the run that turns are kept in. */
  readonly run: string;
  /** Path of the transcripts. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** Most messages that a user writes. */
  readonly turns: number;
  /** When conversations begin, in milliseconds since 1970. */
  readonly start: number;
  readonly seed: number;
  readonly concurrency?: number | undefined;
  /** Ids of examples or conversations that must not serve as demos. */
  readonly exclude: ReadonlySet<string>;
  /** Plays the users without a script. */
  readonly player?: UserPlayer;
  readonly userLm?: string;
  readonly onTranscript?: (transcript: Transcript) => void;
};

const oneMinute = 60_000;

/**
 * Holds the conversations, several at once, and keeps each on the disk as it ends. In the order of the jobs; what was not
 * begun when the run was cancelled, or a budget was used up, is missing.
 * @throws {StoreError} nothing more can be written: then nothing more is asked
 */
export const holdSimulated = async (jobs: readonly Job[], parts: HoldParts): Promise<readonly Transcript[]> => {
  const { runner, out, signal, onTranscript, concurrency = defaultConcurrency } = parts;
  const append = lineAppender();
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const hold = async (job: Job): Promise<Transcript | undefined> => {
    if (stop.aborted || runner.meter.exceeded() || runner.refusal()) return undefined;
    try {
      const transcript = await holdOne(job, { ...parts, signal: stop });
      await append(out, JSON.stringify(transcript)).catch((error: unknown) => {
        throw new StoreError("unwritable", out, error);
      });
      onTranscript?.(transcript);
      return transcript;
    } catch (error) {
      // What cannot be kept is not to be paid for.
      failed.abort();
      throw error;
    }
  };
  const held = await pMap(jobs, hold, { concurrency });
  return held.filter((transcript) => transcript !== undefined);
};

const holdOne = async (job: Job, parts: HoldParts): Promise<Transcript> => {
  const { user, program, repeat } = job;
  const { runner, store, run, signal, exclude, turns: most, start } = parts;
  const clock = conversationClock(start, user.gap_minutes * oneMinute);
  // The same for every program, so that they are compared on the same draw.
  const seed = hashText(JSON.stringify([user.id, repeat]), parts.seed) >>> 1;
  const userLm = user.script === undefined ? parts.userLm : undefined;
  const id = transcriptId(job, [program.id, runner.lmName, userLm, seed, start, most]);
  const startedAt = new Date(start).toISOString();
  const understudy = await runner.understudyOf(program.program, { clock, log: { append: async () => {} } });
  let session: Session = startSession(id, startedAt);
  const contextNow = () => turnContext(clock.next(), runner.file.persona.time_zone, session);
  const { turns, end } = await holdConversation({
    turns: most,
    patience: user.patience ?? (user.script === undefined ? usualPatience : undefined),
    moves: movesOf(user, { ...parts, seed, contextNow }),
    async answer(message) {
      const before = session;
      const {
        turn,
        prediction,
        session: after,
      } = await simulatedTurn(understudy, before, message, {
        ...{ seed, signal, exclude },
      });
      session = after;
      if (turn.error?.code === "aborted") return turn;
      await store.append(run, {
        program: program.name,
        repeat,
        case: {
          id: `${id}#${after.turns}`,
          conversation: id,
          messages: [...before.messages, { from: "user", text: turn.message, at: turn.at }],
          tags: [user.mood],
          at: turn.at,
          metadata: { user: user.id },
        },
        ...(turn.error ? { error: turn.error } : prediction && { prediction }),
      });
      return turn;
    },
  });
  return {
    id,
    user: user.id,
    mood: user.mood,
    ...(user.goal !== undefined && { goal: user.goal }),
    program: program.name,
    programId: program.id,
    lm: runner.lmName,
    ...(userLm !== undefined && { userLm }),
    seed,
    repeat,
    startedAt,
    turns,
    end,
  };
};

/** A played user sees what was shown, and nothing else. */
const movesOf = (
  { script, goal = "", mood, patience = usualPatience, notes = [], opening }: SimulatedUser,
  { player, seed, signal, contextNow }: Pick<HoldParts, "player" | "signal" | "seed"> & { contextNow: () => Context },
): ConversationParts["moves"] => {
  if (script !== undefined || player === undefined) return { script: script ?? [] };
  return {
    async play(turns): Promise<UserMove> {
      if (turns.length === 0 && opening !== undefined) return { say: opening };
      // What was said in a crisis is kept from every model, so that none could play on from it.
      if (turns.at(-1)?.message === keptPrivate) return { leave: "care" };
      const options = { context: contextNow(), seed: seed + turns.length * seedStride, signal };
      return player({ goal, mood, patience, notes }, turns.flatMap(asMessages), options);
    },
  };
};

/** Keeps the seeds of one user's messages apart, also where one is asked for again. */
const seedStride = 101;

const asMessages = ({ message, reply }: TranscriptTurn): readonly Message[] => [
  { from: "user", text: message },
  { from: "persona", text: reply },
];

/** The first message comes at `start`, each later one `gap` milliseconds after the one before. */
const conversationClock = (start: number, gap: number): Clock & { next(): number } => {
  let turns = 0;
  return {
    now: () => start + Math.max(0, turns - 1) * gap,
    next: () => start + turns * gap,
    elapsed: () => performance.now(),
    nextTurn: () => {
      turns++;
    },
  };
};

/** Tells conversations of different runs apart, and is the same where a run is repeated. */
const transcriptId = ({ user, program, repeat }: Job, others: readonly unknown[]): string =>
  `${user.id}/${program.name}/${repeat}/${createHash("sha256").update(JSON.stringify(others)).digest("hex").slice(0, 8)}`;
