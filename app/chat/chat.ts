import type { Conversation, Exchange, ReplyVerdict } from "../../brain/core/conversation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { SessionSummary } from "../../brain/core/session-ports.ts";
import type { Context } from "../../brain/core/signature.ts";
import type { BudgetStanding } from "../../brain/core/spend.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { Usage } from "./prices.ts";

export type TurnEvents = AsyncGenerator<TurnEvent>;
export type Cancelling = { readonly signal?: AbortSignal };

/** A conversation with a persona, and all that can be done in it; what every face talks to. */
export type Chat = {
  readonly personaName: string;
  /** `offline`, `ollama:llama3.2:3b`, … */
  readonly lm: string;
  /** Why this one. */
  readonly lmReason: string;
  /** What a person should know and no event tells, since the last asking: a damaged file, a disk that is full. */
  takeNotices(): readonly string[];

  /** As it stands, the turn under way among it. */
  conversation(): Conversation;
  /**
   * One turn; turns follow each other, a second one waits for the first. `instead` of an exchange, by its number or that of
   * any reply to it: the conversation goes back to before it first, and one `undo` brings back what followed. Faults of
   * what was asked for are thrown where the first event is waited for. @throws {InputError} there is no such exchange
   */
  send(message: string, options: Cancelling & { readonly instead?: number }): TurnEvents;
  /** Another reply to the last message; the others are kept. @throws {InputError} there is none, or its words were not kept */
  retry(options: Cancelling): TurnEvents;
  /** Chooses the reply after (1) or before (−1) the present one of the last message, around the ends. @throws {InputError} there is no other */
  swipe(step: 1 | -1): Promise<Exchange>;
  /** Takes the last change of the conversation back: a message with its replies, or an edit. @throws {InputError} there is none */
  undo(): Promise<void>;
  /** @throws {InputError} nothing was taken back */
  redo(): Promise<void>;

  /** Rates a turn's reply, the last one's by default; returns the turn. @throws {InputError} */
  rate(verdict: ReplyVerdict, options: { readonly turn?: number; readonly note?: string }): Promise<number>;
  /**
   * Makes a training example of a turn, the last one by default, with `reply` in place of what was said; it is in use at
   * once, but not in this conversation. @throws {InputError} a guard is against it, it was called bad, it is one already
   */
  keep(options: { readonly turn?: number; readonly reply?: string }): Promise<Kept>;

  /** Sessions of every persona, the newest first. @throws {StoreError} */
  sessions(options?: { readonly limit?: number }): Promise<readonly SessionSummary[]>;
  /** Goes on with a kept session, by its id or the beginning of it, with its own persona. @throws {InputError} none, closed, another persona's @throws {ProgramError} busy, damaged */
  resume(id: string): Promise<void>;
  /** @throws {InputError} a title that shows nothing */
  rename(title: string): Promise<void>;
  /** Closes this conversation for good, unless nothing was said, and begins another. */
  over(): Promise<void>;

  /** Another persona: its conversation begins. Returns what was read, on one line. @throws {InputError} and keeps what was */
  choosePersona(path: string): Promise<string>;
  /** Another model goes on with the conversation. @throws {InputError} and keeps the one that was */
  chooseModel(spec: string): Promise<string>;
  /** Names of the pipelines that a message can be pinned to. */
  readonly pipelines: readonly string[];
  readonly pinned: string | undefined;
  /** Answers by this pipeline until told otherwise; `undefined` goes by the mood again. @throws {InputError} there is none of this name */
  pin(pipeline: string | undefined): void;
  /** Moves the persona's clock on from where it stands: `+2h30m`, `-1d`, `23:40` (the next time that it is so there), an ISO 8601 time, or `real`. Returns its time in words. @throws {InputError} */
  shiftClock(to: string): string;
  /** Whether the clock was moved since the start. */
  readonly isClockMoved: boolean;
  /** Reads persona and examples again; the conversation goes on. Returns what was read, on one line. @throws {InputError} and keeps what was */
  reload(): Promise<string>;

  /** An example by its id, as it was read. */
  example(id: string): Example | undefined;
  info(): ChatInfo;
  /** US dollars of what a turn took, each model by its own price; `undefined` where one is not known. What runs on this machine costs nothing. */
  cost(usage: Usage): number | undefined;
  /** Waits for the turn under way, which should have been cancelled, and lets go of connections that are kept open. */
  close(): Promise<void>;
};

/** What `keep` has written. */
export type Kept = {
  readonly turn: number;
  readonly id: string;
  /** The file that it stands in now. */
  readonly path: string;
  /** Messages before the reply. */
  readonly messages: number;
  /** Whether personal data were left out. */
  readonly isMasked: boolean;
};

/** A connection that is asked for replies. */
export type ConnectionInfo = {
  /** `provider:model` */
  readonly lm: string;
  /** Its name in understudy.yaml. */
  readonly name?: string | undefined;
  /** `fallback`: only where those before could give no reply, or guards let none of theirs pass. */
  readonly role: "reply" | "fallback";
  /** Milliseconds for which it is not asked now, since it failed too often. */
  readonly pausedFor?: number | undefined;
};

/** How a chat stands, for `/info`. */
export type ChatInfo = {
  readonly session: string;
  readonly title: string | undefined;
  readonly startedAt: string;
  /** Whether it is written down, and where. */
  readonly file: string | undefined;
  readonly persona: string;
  readonly personaPath: string;
  readonly dataPath: string;
  readonly examples: number;
  readonly program: string | undefined;
  readonly lm: string;
  readonly lmReason: string;
  readonly embedder: string;
  /** Who chats, where the operator said. */
  readonly user?: string | undefined;
  /** Those that are asked for replies, in their order; missing where only `lm` is. */
  readonly connections?: readonly ConnectionInfo[] | undefined;
  /** The one that this conversation takes part in. */
  readonly experiment?: { readonly experiment: string; readonly variant: string } | undefined;
  /** Every budget that the next turn is held against. */
  readonly budgets?: readonly BudgetStanding[] | undefined;
  readonly pinned: string | undefined;
  /** The time and duration fields as the next message would have them. */
  readonly context: Context;
  /** The persona's clock: milliseconds since 1970, and by how many it differs from that of this machine. */
  readonly now: number;
  readonly clockShift: number;
  /** Where the persona lives: an IANA name. */
  readonly timeZone: string;
  /** Of the history that the next prompt would hold: messages and tokens (estimated), and their limits. */
  readonly history: {
    readonly messages: number;
    readonly maxMessages: number;
    readonly tokens: number;
    readonly maxTokens: number;
  };
  /** Of this session, all replies that were tried counted. */
  readonly tokens: { readonly prompt: number; readonly completion: number };
  readonly cost: number | undefined;
};
