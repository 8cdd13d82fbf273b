import { constants } from "node:os";
import type { Greeting, OpenEngine } from "./chat-engine.ts";
import { commands } from "./commands/index.ts";
import { createChat } from "./create-chat.ts";
import { drawChat } from "./draw-chat.tsx";
import { holdTerminal } from "./hold-terminal.ts";
import { readKeys } from "./read-keys.ts";

export type TerminalChatOptions = {
  readonly greeting: Greeting;
  readonly open: OpenEngine;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

const endingSignals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

/**
 * Chats in a terminal until the user quits; the engine is loaded after the first prompt is on screen.
 * @returns the exit code: 0 after quitting, 2 where `open` threw an InputError and 1 for another fault, 128 + n after
 * signal n. The caller ends the process with it, since connections of the engine may still be open.
 */
export const runTerminalChat = async ({ greeting, open, stdin, stdout }: TerminalChatOptions): Promise<number> => {
  const now = () => performance.now();
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const chat = createChat({ greeting, open, commands, now, columns: () => size().columns });
  const hangUp = () => chat.end(128 + constants.signals.SIGHUP);
  const terminal = holdTerminal(stdin, stdout, hangUp);
  const signalled = (signal: NodeJS.Signals) => chat.end(128 + constants.signals[signal]);
  // Not `once`: Ink's own handler kills the process on the spot where it finds itself the only one.
  for (const signal of endingSignals) process.on(signal, signalled);
  const keys = readKeys(stdin, chat);
  try {
    await keys.takeTypedAhead();
    const drawing = drawChat({ chat, size, now, stdin, stdout });
    setImmediate(() => void chat.start());
    // A fault while drawing is thrown on, when the terminal is as it was.
    const code = await Promise.race([chat.ended, drawing.closed.then(() => 0)]);
    drawing.close();
    await drawing.closed;
    return code;
  } finally {
    keys.stop();
    terminal.restore();
    for (const signal of endingSignals) process.off(signal, signalled);
  }
};
