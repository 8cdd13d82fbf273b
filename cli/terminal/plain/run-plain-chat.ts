import { constants } from "node:os";
import { InputError } from "../../../brain/core/errors.ts";
import { commands } from "../commands/index.ts";
import { type ChatOptions, createChat } from "../create-chat.ts";
import type { TerminalServices } from "../terminal-services.ts";
import { talkInLines } from "./talk-in-lines.ts";

export type PlainChatOptions = Pick<ChatOptions, "greeting" | "open" | "settings" | "openHistory"> & {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

/** What only a screen that is drawn could show is no command here. */
const wordCommands = commands.filter(({ name }) => name !== "inspect" && name !== "clear");
/** Columns of the longest word that is put before a row, `error: `. */
const leadColumns = 7;
const endingSignals = ["SIGTERM", "SIGHUP"] as const;

/**
 * The chat for terminals that cannot draw, and for screen readers: what enters the transcript is printed, line by line,
 * without colours and cursor moves.
 * @returns the exit code, as `runTerminalChat` does
 */
export const runPlainChat = async ({ stdin, stdout, ...options }: PlainChatOptions): Promise<number> => {
  const { greeting, settings } = options;
  const chat = createChat({ ...options, commands: wordCommands, face: "lines", services: plainServices(stdout) });
  const hangUp = () => chat.end(128 + constants.signals.SIGHUP);
  const signalled = (signal: NodeJS.Signals) => chat.end(128 + constants.signals[signal]);
  for (const signal of endingSignals) process.on(signal, signalled);
  // Stays: a late write to a closed terminal must not become a crash.
  stdout.on("error", hangUp);
  try {
    return await talkInLines(
      {
        chat,
        opening: [
          greeting.personaName,
          `${greeting.mode}: a line is a message; \\ at its end goes on with the next; /help, /quit`,
        ],
        screenReader: settings.screenReader,
        stdin,
        stdout,
        now: () => performance.now(),
      },
      (interrupted) => {
        process.on("SIGINT", interrupted);
        return () => process.off("SIGINT", interrupted);
      },
    );
  } finally {
    for (const signal of endingSignals) process.off(signal, signalled);
  }
};

const plainServices = (stdout: NodeJS.WriteStream): TerminalServices => ({
  size: () => ({ columns: Math.max(20, (stdout.columns || 80) - leadColumns), rows: stdout.rows || 24 }),
  now: () => performance.now(),
  outside: (work) => work(),
  suspend: () => process.kill(process.pid, "SIGTSTP"),
  async copy() {
    throw new InputError({
      what: "this terminal may not take text for its clipboard",
      fix: "/export md FILE writes the conversation to a file",
    });
  },
  clear: () => {},
});
