import type { Begin, Conversation, JournalEntry } from "./conversation.ts";

/** One line of a list of sessions. */
export type SessionSummary = {
  readonly id: string;
  readonly persona: string;
  readonly personaPath?: string;
  /** As it was named, else the beginning of its first message that may be told. */
  readonly title: string;
  readonly startedAt: string;
  /** ISO 8601 instant of its last message. */
  readonly lastAt: string;
  /** Messages of both sides that count. */
  readonly messages: number;
  /** The last thing that was said in it. */
  readonly last: string;
  readonly isOver: boolean;
};

/** A session that a list had to leave out. */
export type UnreadableSession = {
  readonly id: string;
  /** Where it is kept, for people. */
  readonly file: string;
  /** What is wrong with it; never a word of it. */
  readonly problem: string;
  /** How many sessions of the list were written after it. */
  readonly place: number;
};

export type ListOptions = {
  readonly limit?: number;
  /** Told of each that had to be left out, as far as the list looked. */
  readonly unreadable?: (session: UnreadableSession) => void;
};

/** Conversations as they happen, each a journal: what was written is there after a crash. */
export type SessionStore = {
  /** @throws {ProgramError} taken @throws {StoreError} */
  create(begin: Begin): Promise<void>;
  /** In the order of the calls. @throws {ProgramError} missing, also where it was deleted meanwhile @throws {StoreError} unwritable */
  append(id: string, entry: JournalEntry): Promise<void>;
  /** Those with a message in them, the one that was written last first; those that cannot be read are left out, and told. */
  list(options?: ListOptions): Promise<readonly SessionSummary[]>;
  /** @throws {ProgramError} missing, damaged @throws {StoreError} */
  load(id: string): Promise<Conversation>;
  /** @throws {ProgramError} missing @throws {StoreError} */
  remove(id: string): Promise<void>;
  /** The right to append, until it is given back or this process ends. @throws {ProgramError} busy */
  reserve(id: string): Promise<() => Promise<void>>;
};

/** What a person thought of a reply. */
export type ReplyRating = {
  /** ISO 8601 instant. */
  readonly at: string;
  readonly session: string;
  readonly turn: number;
  readonly verdict: "good" | "bad";
  /** What the person wrote of it. */
  readonly note?: string;
  readonly persona: string;
  /** Id of the named program that chose the demos; missing where it is the default. */
  readonly program?: string;
  /** The demos that the model saw, with their similarity. */
  readonly demos: readonly { readonly id: string; readonly similarity: number }[];
};

/** Ratings of replies, for the optimizers. Of several for one turn the last one counts. */
export type RatingLog = {
  /** @throws {StoreError} unwritable */
  append(rating: ReplyRating): Promise<void>;
  /** @throws {ProgramError} damaged @throws {StoreError} */
  list(): Promise<readonly ReplyRating[]>;
};

/** Messages that were sent before, the oldest first, across sessions. Never throws: a history that fails is an empty one. */
export type InputHistory = {
  read(): Promise<readonly string[]>;
  append(message: string): Promise<void>;
};
