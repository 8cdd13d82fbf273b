import { constants } from "node:os";
import { processEnvironment } from "../../app/config.ts";
import { commands } from "./commands/index.ts";
import { type ChatOptions, createChat } from "./create-chat.ts";
import { type Drawing, drawChat } from "./draw-chat.tsx";
import { holdTerminal } from "./hold-terminal.ts";
import { type KeyReader, readKeys } from "./input/read-keys.ts";
import { openScreen } from "./screen/open-screen.ts";
import { serveTerminal, stopSignals } from "./screen/serve-terminal.ts";
import { wrappingOf } from "./screen/wrapping.ts";
import { themeOf } from "./theme.ts";

export type TerminalChatOptions = Pick<ChatOptions, "greeting" | "open" | "settings" | "openHistory"> & {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

const endingSignals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

/**
 * Chats in a terminal until the user quits; the engine is loaded after the first prompt is on screen.
 * @returns the exit code: 0 after quitting, 2 where `open` threw an InputError and 1 for another fault, 128 + n after
 * signal n. The caller ends the process with it, since connections of the engine may still be open.
 */
export const runTerminalChat = async ({ stdin, stdout, ...options }: TerminalChatOptions): Promise<number> => {
  const env = processEnvironment();
  const now = () => performance.now();
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  let drawing: Drawing | undefined;
  let keys: KeyReader | undefined;
  const screen = openScreen({
    stdout,
    stderr: process.stderr,
    size,
    wrapping: wrappingOf(env),
    redraw: () => drawing?.redraw(),
  });
  const terminal = holdTerminal(stdin, stdout, {
    broken: () => chat.end(128 + constants.signals.SIGHUP),
    closing: screen.close,
  });
  const services = serveTerminal({
    size,
    now,
    screen,
    terminal,
    keys: () => keys,
    env,
    platform: process.platform,
    signals: stopSignals(),
  });
  const chat = createChat({ ...options, commands, services });
  const signalled = (signal: NodeJS.Signals) => {
    // Ctrl+C in another program, which has the terminal, is not for the chat.
    if (signal !== "SIGINT" || !services.isAway()) chat.end(128 + constants.signals[signal]);
  };
  // Not `once`: Ink's own handler kills the process on the spot where it finds itself the only one.
  for (const signal of endingSignals) process.on(signal, signalled);
  try {
    keys = readKeys(stdin, chat);
    await keys.takeTypedAhead();
    drawing = drawChat({ chat, size, now, theme: themeOf(options.settings.theme, env), stdin, stdout, screen });
    setImmediate(() => void chat.start());
    // A fault while drawing is thrown on, when the terminal is as it was.
    const code = await Promise.race([chat.ended, drawing.closed.then(() => 0)]);
    drawing.close();
    await drawing.closed;
    return code;
  } finally {
    keys?.stop();
    services.close();
    terminal.restore();
    for (const signal of endingSignals) process.off(signal, signalled);
  }
};
