import type { Settings } from "../app/settings.ts";
import type { PipeOptions } from "./piped-chat.ts";

/** Talks in the terminal where there is one on both sides, else answers the lines of stdin. Returns the exit code. */
export const chat = async (options: Settings & PipeOptions): Promise<number> =>
  process.stdin.isTTY && process.stdout.isTTY && !options.json
    ? (await import("./terminal-chat.ts")).terminalChat(options)
    : (await import("./piped-chat.ts")).pipedChat(options);
