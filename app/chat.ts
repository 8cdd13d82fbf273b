import { randomUUID } from "node:crypto";
import { afterTurn, type Session, startSession } from "../brain/core/session.ts";
import type { TurnEvent } from "../brain/core/turn.ts";
import { runTurn, type Understudy } from "../brain/run-turn.ts";
import type { Settings } from "./settings.ts";

/** One conversation with one persona; what every face talks to. */
export type Chat = {
  readonly personaName: string;
  /** `offline`, `ollama:llama3.2:3b`, … */
  readonly lm: string;
  /** Why this one. */
  readonly lmReason: string;
  /** What a person should know and no event tells, since the last asking: a damaged file, a disk that is full. */
  takeNotices(): readonly string[];
  /** One turn; turns follow each other, a second one waits for the first. */
  send(message: string, options: { readonly signal?: AbortSignal }): AsyncGenerator<TurnEvent>;
  /** Reads persona and examples again; the conversation goes on. Returns what was read, on one line. @throws {InputError} and keeps what was */
  reload(): Promise<string>;
  /** Waits for the turn under way, which should have been cancelled, and lets go of connections that are kept open. */
  close(): Promise<void>;
};

/** What is loaded for a chat, and again by `/reload`. */
export type Loaded = {
  readonly understudy: Understudy;
  readonly lm: string;
  readonly lmReason: string;
  /** For people: what was loaded, on one line. */
  readonly summary: string;
};

/** A chat over what `load` loads. */
export const createChat = async (
  load: () => Promise<Loaded>,
  settings: Settings,
  { takeNotices, close }: Pick<Chat, "takeNotices" | "close">,
): Promise<Chat> => {
  let loaded = await load();
  const id = settings.seed === undefined ? randomUUID() : `seed-${settings.seed}`;
  let session: Session = startSession(id, new Date(loaded.understudy.clock.now()).toISOString());
  let before: Promise<void> = Promise.resolve();
  const options = {
    trace: settings.trace ?? false,
    ...(settings.seed !== undefined && { seed: settings.seed }),
    ...(settings.exclude?.length && { exclude: new Set(settings.exclude) }),
  };
  return {
    get personaName() {
      return loaded.understudy.persona.name;
    },
    get lm() {
      return loaded.lm;
    },
    get lmReason() {
      return loaded.lmReason;
    },
    takeNotices,
    async *send(message, { signal }) {
      let done = () => {};
      const turn = before;
      before = new Promise((resolve) => {
        done = resolve;
      });
      await turn;
      const { understudy } = loaded;
      const events: TurnEvent[] = [];
      // Signals that are derived from one that lives as long as the program would pile up on it.
      const cancelled = new AbortController();
      const cancel = () => cancelled.abort();
      if (signal?.aborted) cancel();
      signal?.addEventListener("abort", cancel);
      try {
        for await (const event of runTurn(understudy, session, message, { ...options, signal: cancelled.signal })) {
          events.push(event);
          yield event;
        }
      } finally {
        signal?.removeEventListener("abort", cancel);
        session = afterTurn(session, events, new Date(understudy.clock.now()).toISOString());
        done();
      }
    },
    async reload() {
      loaded = await load();
      return loaded.summary;
    },
    async close() {
      // The record of a turn under way is still being written.
      await before;
      await close();
    },
  };
};
