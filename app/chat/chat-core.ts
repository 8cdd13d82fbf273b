import type { Conversation, JournalEntry } from "../../brain/core/conversation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { RatingLog, SessionStore } from "../../brain/core/session-ports.ts";
import type { BudgetStanding, Ledger } from "../../brain/core/spend.ts";
import type { Understudy } from "../../brain/run-turn.ts";
import type { LmChoice } from "../choose-lm.ts";
import type { ShiftableClock } from "../clock.ts";
import type { Sections } from "../sections.ts";
import type { ChatSettings } from "../settings.ts";
import type { LiveConversation, Origin } from "./live-conversation.ts";
import type { Load, Loaded, Sources } from "./loaded.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

/** What a chat is made of. */
export type ChatParts = {
  readonly load: Load;
  readonly lm: LmChoice;
  /** Without it no conversation is kept. */
  readonly sessions?: SessionStore;
  readonly ratings?: RatingLog;
  /** Where a session is written to, for people. */
  readonly sessionFile?: (id: string) => string;
  /** Puts an example into a file of examples. @throws {InputError} */
  readonly keepExample: (kept: {
    readonly dataPath: string;
    readonly example: Example;
  }) => Promise<{ readonly id: string }>;
  /** What is still left of the budgets; without it nothing is limited. */
  readonly standing?: Ledger["standing"];
  /** What understudy.yaml says beside flags. */
  readonly sections?: Sections;
  /** What a person should know; taken from here by `takeNotices`. */
  readonly notices: string[];
  readonly close: () => Promise<void>;
};

/** What the operations of a chat share; only they change it. */
export type ChatCore = {
  readonly parts: ChatParts;
  readonly settings: ChatSettings;
  readonly turns: OneAtATime;
  readonly clock: ShiftableClock;
  sources: Sources;
  loaded: Loaded;
  live: LiveConversation;
  /** The persona's file that was asked for at the start, until another one is chosen. */
  asked: string | undefined;
  pinned: string | undefined;
  conversation(): Conversation;
  add(entry: JournalEntry): void;
  /** With the chat's clock. */
  understudy(): Understudy;
  /** The one that answers the next message: for the user of this conversation, and as the experiment that it takes part in has it. */
  forTurn(): Promise<Understudy>;
  /** The experiment that the last turn took part in. */
  experiment: Understudy["experiment"];
  /** Every budget of this conversation, as it stood after the last turn. */
  budgets: readonly BudgetStanding[];
  /** Looks at them again. Never throws: what cannot be read is told where a turn needs it. */
  lookAtBudgets(): Promise<void>;
  /** ISO 8601 instant of the chat's clock. */
  at(): string;
  /** Another conversation takes the place of the present one, which is let go of; a new one where none is given. */
  switchTo(origin?: Origin): Promise<void>;
};
