import type { TurnEvent } from "../../brain/core/turn.ts";

/** What the terminal talks to: one conversation with one persona. */
export type ChatEngine = {
  readonly personaName: string;
  /** The model connection in use: `offline`, `ollama:llama3.2:3b`, … Read again after every turn and reload. */
  readonly lm: string;
  /** Why this one: "no Together key, no Ollama answering". */
  readonly lmReason: string;
  /** What a person should know and no event tells, since the last asking; each on one line. */
  takeNotices(): readonly string[];
  /** One turn. `prompt` events are always among the events, for `/why`. An abort ends it with an `error` of code `aborted`. */
  send(message: string, options: { readonly signal: AbortSignal }): AsyncIterable<TurnEvent>;
  /** One line that says what was read again. @throws {InputError} */
  reload(): Promise<string>;
};

/** Loads all that a turn needs; called once, after the first prompt is on screen. @throws {InputError} */
export type OpenEngine = () => Promise<ChatEngine>;

/** What is known before the engine is: enough for the first screen. */
export type Greeting = { readonly personaName: string; readonly mode: string };
