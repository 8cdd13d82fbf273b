import type { Settings } from "../app/settings.ts";
import { deliver, type PipeOptions, withChat } from "./piped-chat.ts";

/** Answers one message. Returns 0, or 1 where it got no reply. */
export const say = (message: string, options: Settings & PipeOptions): Promise<number> =>
  withChat(options, async (chat, signal) => ((await deliver(chat, message, options, signal)) ? 0 : 1));
