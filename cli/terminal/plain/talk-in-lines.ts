import { createInterface, emitKeypressEvents } from "node:readline";
import type { Chat } from "../create-chat.ts";
import { displayLine, displayText } from "../display-text.ts";
import { createLineJoiner } from "./join-lines.ts";
import { tellChat } from "./tell-chat.ts";

export type LineChat = Pick<Chat, "state" | "subscribe" | "start" | "submit" | "cancel" | "end" | "ended"> &
  Partial<Pick<Chat, "printed">>;

export type LineOptions = {
  readonly chat: LineChat;
  /** What is said first. */
  readonly opening: readonly string[];
  /** Whether words take the place of what is left to the eye, and readline edits what is typed; else the terminal does. */
  readonly screenReader: boolean;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  /** Does a work once nothing has happened for a moment; returns what calls that off. */
  readonly soon?: (work: () => void) => () => void;
};

/** Milliseconds within which a second Ctrl+C quits. */
const interruptTwice = 2000;
/** Milliseconds in which what a command says has come: the next line is asked for below it. */
const moment = 50;
const pasteOn = "\x1b[?2004h";
const pasteOff = "\x1b[?2004l";

/** Holds a chat line by line until it is over: nothing is drawn, and nothing that was said is taken back. */
export const talkInLines = async (
  { chat, opening, screenReader, stdin, stdout, now, soon = afterMoment }: LineOptions,
  interrupts: (interrupted: () => void) => () => void,
): Promise<number> => {
  let isPasting = false;
  // A process that ends early must not leave the terminal so.
  const endPasting = () => {
    process.off("exit", endPasting);
    process.off("uncaughtExceptionMonitor", endPasting);
    if (stdout.writable) stdout.write(pasteOff);
  };
  if (screenReader) {
    stdout.write(pasteOn);
    process.on("exit", endPasting);
    process.on("uncaughtExceptionMonitor", endPasting); // before Node prints the stack
    emitKeypressEvents(stdin);
    // Heard before readline hears it: the lines of a paste are one message, which Enter sends.
    stdin.on("keypress", (_: unknown, key?: { readonly name?: string }) => {
      if (key?.name === "paste-start") isPasting = true;
      if (key?.name === "paste-end") isPasting = false;
    });
  }
  const lines = createInterface({ input: stdin, output: stdout, terminal: screenReader, prompt: "" });
  const joiner = createLineJoiner();
  let isAtPrompt = false;
  let isReady = false;
  let interruptedAt = Number.NEGATIVE_INFINITY;

  let callOff = () => {};
  const prompt = () => {
    callOff();
    callOff = soon(promptNow);
  };
  const promptNow = () => {
    if (!isReady || chat.state().isOver || chat.state().waiting !== undefined || isAtPrompt) return;
    lines.setPrompt(joiner.isOpen() ? "... " : screenReader ? "you: " : "> ");
    // What was typed already is typed again by it, below what was printed: readline must not go back up for it.
    Reflect.set(lines, "prevRows", 0);
    lines.prompt(true);
    isAtPrompt = true;
  };
  const print = (said: readonly string[]) => {
    stdout.write(`${isAtPrompt ? "\n" : ""}${said.join("\n")}\n`);
    isAtPrompt = false;
  };
  const offer = (text: string) => {
    if (!screenReader) return print(["(to change it, send it again; it was:)", ...displayText(text).split("\n")]);
    const rows = displayText(text).split("\n");
    const final = rows.pop() ?? "";
    joiner.drop();
    for (const row of rows) joiner.take(row, { goesOn: true });
    if (rows.length > 0) print(["(the lines before are:)", ...rows]);
    clearLine();
    lines.write(final);
  };
  const clearLine = () => {
    // Clearing what is empty would draw its prompt again.
    if (!screenReader || lines.line === "") return;
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
  };
  const teller = tellChat({ state: chat.state, screenReader, print, offer, printed: chat.printed });
  const look = () => {
    teller.look();
    prompt();
  };

  const interrupt = () => {
    const isSecond = now() - interruptedAt <= interruptTwice;
    interruptedAt = now();
    const hasText = joiner.isOpen() || lines.line !== "";
    joiner.drop();
    clearLine();
    if (chat.cancel()) return;
    if (isSecond) return chat.end(0);
    print([hasText ? "(what was written is gone; Ctrl+C again quits)" : "(Ctrl+C again quits)"]);
    prompt();
  };
  lines.on("line", (line) => {
    isAtPrompt = false;
    interruptedAt = Number.NEGATIVE_INFINITY;
    const message = joiner.take(line, { goesOn: isPasting });
    if (message !== undefined && message.trim() !== "") {
      teller.sent(message);
      chat.submit(message);
    }
    // What the line leads to is told first.
    queueMicrotask(look);
  });
  lines.on("SIGINT", interrupt);
  lines.on("close", () => chat.end(0));
  const stopInterrupts = interrupts(interrupt);
  const unsubscribe = chat.subscribe(look);
  try {
    print(opening.map(displayLine));
    void chat.start().then(() => {
      isReady = true;
      look();
    });
    const code = await chat.ended;
    teller.look();
    if (isAtPrompt) stdout.write("\n");
    return code;
  } finally {
    callOff();
    teller.stop();
    unsubscribe();
    stopInterrupts();
    lines.close();
    if (screenReader) endPasting();
  }
};

const afterMoment = (work: () => void) => {
  const timer = setTimeout(work, moment);
  return () => clearTimeout(timer);
};
