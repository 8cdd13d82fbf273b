import type { ChatSettings } from "../app/settings.ts";
import { deliver, type PipeOptions, withChat } from "./piped-chat.ts";

/** Answers one message. Returns 0, or 1 where it got no reply. */
export const say = (message: string, options: ChatSettings & PipeOptions): Promise<number> =>
  withChat({ ...options, command: "say" }, async (chat, turns) =>
    (await deliver(chat, message, options, turns)) ? 0 : 1,
  );
