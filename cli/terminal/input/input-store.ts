import type { ChatState } from "../chat-state.ts";
import type { Store } from "../create-store.ts";

/** The part of the chat's state that shows what is being written. */
export type InputStore = Store<Pick<ChatState, "editor" | "menu" | "lead">>;
