import { BrainError } from "../../brain/core/errors.ts";
import type { Greeting, OpenEngine } from "./chat-engine.ts";
import type { ChatState } from "./chat-state.ts";
import type { Command } from "./commands/command.ts";
import { createConversation } from "./create-conversation.ts";
import { createStore } from "./create-store.ts";
import { displayLine } from "./display-text.ts";
import { editKey } from "./edit-key.ts";
import { editorWith, emptyEditor, insert, moveLine } from "./editor.ts";
import { createHistory } from "./history.ts";
import type { Key } from "./read-keys.ts";
import { runCommand } from "./run-command.ts";
import { createTranscript } from "./transcript.ts";

export type ChatOptions = {
  readonly greeting: Greeting;
  readonly open: OpenEngine;
  readonly commands: readonly Command[];
  readonly columns: () => number;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
};

/** The chat without its screen: keys and the engine's events go in, states to show come out. */
export type Chat = {
  readonly state: () => ChatState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Loads the engine; called when the first screen is up. */
  start(): Promise<void>;
  key(key: Key): void;
  paste(text: string): void;
  end(code: number): void;
  /** The exit code, when the chat is over. */
  readonly ended: Promise<number>;
};

/** Milliseconds within which a second Ctrl+C quits. */
const interruptTwice = 2000;

export const createChat = ({ greeting, open, commands, columns, now }: ChatOptions): Chat => {
  const store = createStore<ChatState>({
    transcript: [],
    open: "",
    waiting: undefined,
    editor: emptyEditor,
    hint: undefined,
    status: "looking for a model…",
    isOver: false,
  });
  const transcript = createTranscript(store, columns);
  const history = createHistory();
  let resolveEnded: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    resolveEnded = resolve;
  });
  const end = (code: number) => {
    if (store.get().isOver) return;
    conversation.cancel();
    store.update({ isOver: true, waiting: undefined, open: "" });
    resolveEnded(code);
  };
  const conversation = createConversation({ greeting, open, store, transcript, now, failed: end });
  let interruptedAt = Number.NEGATIVE_INFINITY;

  const interrupt = () => {
    const isSecond = now() - interruptedAt <= interruptTwice;
    interruptedAt = now();
    if (isSecond) return end(0);
    conversation.cancel();
    store.update({ editor: emptyEditor, hint: "Ctrl+C again quits" });
  };

  const submit = () => {
    const { text } = store.get().editor;
    if (text.trim() === "") return;
    const isQuit = text.trim() === "/quit";
    if (conversation.isBusy() && !isQuit) return store.update({ hint: "still answering · Esc cancels the answer" });
    history.add(text);
    store.update({ editor: emptyEditor });
    // A space before it makes a slash the beginning of a message.
    if (!text.startsWith("/")) {
      transcript.sayMessage(text.trim());
      void conversation.send(text.trim());
      return;
    }
    transcript.say(["", `› ${displayLine(text)}`], "dim");
    const context = {
      say: transcript.say,
      turn: (number = conversation.memory.numbers().at(-1)) =>
        number === undefined ? undefined : conversation.memory.get(number),
      turns: conversation.memory.numbers(),
      reload: conversation.reload,
      quit: () => end(0),
      commands,
    };
    runCommand(text, context).catch((error) => {
      const told = error instanceof BrainError ? error.message : `This command broke: ${error?.message ?? error}`;
      transcript.say([`✗ ${told}`], "error");
    });
  };

  const recall = (by: -1 | 1) => {
    const { editor } = store.get();
    const moved = moveLine(editor, by);
    const recalled = moved ? undefined : history.step(by, editor.text);
    const next = moved ?? (recalled === undefined ? undefined : editorWith(recalled));
    if (next) store.update({ editor: next });
  };

  const act = (key: Key) => {
    const { editor } = store.get();
    if (key.ctrl && key.name === "c") return interrupt();
    interruptedAt = Number.NEGATIVE_INFINITY;
    store.update({ hint: undefined });
    if (key.name === "escape") return void conversation.cancel();
    if (key.ctrl && key.name === "d" && editor.text === "") return end(0);
    if (key.name === "up" || (key.ctrl && key.name === "p")) return recall(-1);
    if (key.name === "down" || (key.ctrl && key.name === "n")) return recall(1);
    const edited = editKey(editor, key);
    if (edited) return store.update({ editor: edited });
    if (key.name === "return") submit();
  };

  transcript.say([displayLine(greeting.personaName)], "title");
  transcript.say([displayLine(`${greeting.mode} · Enter sends, Ctrl+J breaks the line, /help`)], "dim");

  return {
    state: store.get,
    subscribe: store.subscribe,
    ended,
    end,
    start: conversation.start,
    key(key) {
      if (!store.get().isOver) act(key);
    },
    paste(text) {
      if (!store.get().isOver) store.update({ editor: insert(store.get().editor, text), hint: undefined });
    },
  };
};
