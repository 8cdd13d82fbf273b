import type { Chat } from "../../app/chat/chat.ts";

/** What the terminal talks to: one conversation with one persona, with `prompt` events among its events, for `/prompt`. */
export type ChatEngine = Omit<Chat, "close">;

/** Loads all that a turn needs; called once, after the first prompt is on screen. @throws {InputError} */
export type OpenEngine = () => Promise<ChatEngine>;

/** What is known before the engine is: enough for the first screen. */
export type Greeting = { readonly personaName: string; readonly mode: string };
