import type { ChatSettings } from "../app/settings.ts";
import type { PipeOptions } from "./piped-chat.ts";
import type { TerminalSettings } from "./terminal/terminal-settings.ts";

export type ChatOptions = Omit<ChatSettings, "drafts" | "keepSession"> &
  PipeOptions &
  Omit<TerminalSettings, "inspector" | "screenReader"> & {
    /** A message, or `true` where stdin is the message. */
    readonly print?: string | true;
    readonly inspector: "open" | "closed";
    readonly screenReader?: boolean;
    readonly showBlocked?: boolean;
  };

/**
 * Answers one message with `print`; else talks in the terminal where there is one on both sides, else answers the lines of
 * stdin. Returns the exit code.
 */
export const chat = async ({
  print,
  whileReplying,
  typingPace,
  theme,
  screenReader = false,
  inspector,
  showBlocked,
  ...given
}: ChatOptions): Promise<number> => {
  const options = { ...given, ...(showBlocked !== undefined && { drafts: showBlocked }) };
  if (print !== undefined) return (await import("./print-reply.ts")).printReply(print, options);
  if (!process.stdin.isTTY || !process.stdout.isTTY || options.json) {
    return (await import("./piped-chat.ts")).pipedChat(options);
  }
  const terminal = { whileReplying, typingPace, theme, screenReader, inspector: inspector === "open" };
  return (await import("./terminal-chat.ts")).terminalChat(options, terminal);
};
