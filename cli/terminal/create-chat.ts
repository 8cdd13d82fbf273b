import type { InputHistory } from "../../brain/core/session-ports.ts";
import type { Greeting, OpenEngine } from "./chat-engine.ts";
import type { ChatState } from "./chat-state.ts";
import { commandContext, toggleInspector } from "./command-context.ts";
import type { Command, Face } from "./commands/command.ts";
import { suggest } from "./commands/suggest.ts";
import { createAside } from "./create-aside.ts";
import { createSending } from "./create-sending.ts";
import { createStore } from "./create-store.ts";
import { createTalk, faultOf } from "./create-talk.ts";
import { displayLine } from "./display-text.ts";
import { emptyState } from "./empty-state.ts";
import { createInput } from "./input/create-input.ts";
import type { Key } from "./input/read-keys.ts";
import { resumedLine } from "./resumed-line.ts";
import { readCommand, runCommand } from "./run-command.ts";
import type { TerminalServices } from "./terminal-services.ts";
import type { TerminalSettings } from "./terminal-settings.ts";
import { replay } from "./transcript/replay.ts";
import { createTranscript } from "./transcript/transcript.ts";

type Pane = { readonly columns: number; readonly rows: number };

export type ChatOptions = {
  readonly greeting: Greeting;
  readonly open: OpenEngine;
  readonly commands: readonly Command[];
  readonly services: TerminalServices;
  readonly settings: TerminalSettings;
  /** @default drawn */
  readonly face?: Face;
  /** Opens the messages of earlier sessions, once the engine is there. */
  readonly openHistory?: () => Promise<InputHistory>;
};

/** The chat without its screen: keys and the engine's events go in, states to show come out. */
export type Chat = {
  readonly state: () => ChatState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Loads the engine; called when the first screen is up. */
  start(): Promise<void>;
  key(key: Key): void;
  paste(text: string): void;
  /** A message, or a line that begins with a slash. */
  submit(line: string): void;
  /** Ends what is under way, else what is being written; false where there is neither. */
  cancel(): boolean;
  /** Told of how many blocks of the transcript, from the first one ever, are on screen: they are forgotten. */
  printed(blocks: number): void;
  /** Told of the size of the inspector's pane, as it was drawn. */
  inspects(pane: Pane): void;
  end(code: number): void;
  /** The exit code, when the chat is over. */
  readonly ended: Promise<number>;
};

/** Milliseconds within which a second Ctrl+C quits. */
const interruptTwice = 2000;

export const createChat = ({
  greeting,
  open,
  commands,
  services,
  settings,
  openHistory,
  face = "drawn",
}: ChatOptions): Chat => {
  const { now } = services;
  const store = createStore<ChatState>({
    ...emptyState,
    inspector: { ...emptyState.inspector, isOpen: settings.inspector },
    status: "reading the persona and its examples…",
  });
  const columns = () => services.size().columns;
  const transcript = createTranscript(store, columns);
  let resolveEnded: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    resolveEnded = resolve;
  });
  const end = (code: number) => {
    if (store.get().isOver) return;
    talk.cancel();
    const unsent = sending.unsent();
    const engine = talk.engine();
    if (engine?.info().file !== undefined) transcript.say(["", "kept · understudy --resume goes on with it"], "dim");
    if (unsent !== "") transcript.say(["not sent:", ...unsent.split("\n").map((line) => `  ${line}`)], "notice");
    store.update({ isOver: true, waiting: undefined, open: [], queued: [] });
    resolveEnded(code);
  };

  let openedHistory: (history: InputHistory | undefined) => void = () => {};
  const history = new Promise<InputHistory | undefined>((resolve) => {
    openedHistory = resolve;
  });
  const talk = createTalk({
    greeting,
    open,
    store,
    transcript,
    now,
    columns,
    pace: settings.typingPace,
    history,
    failed: end,
    ended: () => aside.release(),
    opened(engine) {
      if (engine.personaName !== greeting.personaName) transcript.say([displayLine(engine.personaName)], "title");
      transcript.say([`model: ${displayLine(`${engine.lm} · ${engine.lmReason}`)}`], "dim");
      if (engine.conversation().head !== 0) {
        replayNow();
        transcript.say([displayLine(resumedLine(engine))], "dim");
      }
      if (openHistory === undefined) return openedHistory(undefined);
      void openHistory().then(async (opened) => {
        input.recall(await opened.read());
        // Not before: what is sent meanwhile would be read as well, and stand there twice.
        openedHistory(opened);
      });
    },
  });
  const aside = createAside(transcript, talk);
  const tellFault = (error: unknown) => aside.say([`✗ ${faultOf(error)}`], "error");
  const input = createInput({
    store,
    suggest: (line) => suggest(commands, talk.engine())(line),
    editOutside: async (text) => (await import("./input/edit-outside.ts")).editOutside(text, services),
    failed: tellFault,
  });
  const replayNow = () => {
    const engine = talk.engine();
    if (engine === undefined) return;
    const { lm, cost, personaName } = engine;
    const { now, timeZone } = engine.info();
    replay(engine.conversation(), {
      transcript,
      columns,
      personaName: displayLine(personaName),
      lm,
      cost,
      now,
      timeZone,
    });
  };

  const runLine = async (line: string): Promise<void> => {
    transcript.say(["", `› ${displayLine(line)}`], "dim");
    store.update({ hint: undefined });
    try {
      const { command: known } = readCommand(line, commands);
      if (known && !known.worksAtOnce) await talk.ready;
      const parts = { commands, store, talk, aside, input, sending, services, face };
      await runCommand(line, commandContext({ ...parts, replay: replayNow, quit: () => end(0) }));
    } catch (error) {
      tellFault(error);
    }
    talk.refresh();
  };
  const { whileReplying } = settings;
  const sending = createSending({ store, talk, transcript, input, whileReplying, run: runLine });

  const submit = (line: string) => {
    if (line.trim() === "") return;
    input.remember(line);
    // A space before it makes a slash the beginning of a message.
    if (!line.startsWith("/")) return sending.message(line.trim());
    const { command: known, argument } = readCommand(line, commands);
    // It must work whatever is loading or under way.
    if (known?.name === "quit" && argument === "") return end(0);
    const under = talk.underWay();
    if (under === undefined) return sending.command(line);
    if (known && !known.isSafeWhileReplying) return store.update({ hint: "still answering · Esc cancels the answer" });
    // A reply that is being shown is not broken up: what a command says stands below it.
    if (under.isShown) sending.command(line);
    else void runLine(line);
  };

  let interruptedAt = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    const isSecond = now() - interruptedAt <= interruptTwice;
    interruptedAt = now();
    if (isSecond) return end(0);
    input.clear();
    giveUpEdit();
    sending.cancel();
    store.update({ hint: "Ctrl+C again quits" });
  };
  const giveUpEdit = () => {
    if (!sending.isEditing()) return;
    sending.edit(undefined);
    transcript.say(["the edit was given up; nothing has changed"], "dim");
  };
  const cancel = (): boolean => {
    if (sending.cancel()) return true;
    if (!sending.isEditing()) return false;
    giveUpEdit();
    input.clear();
    return true;
  };
  let pane: Pane | undefined;
  const scrollInspector = async (direction: 1 | -1) => {
    if (!store.get().inspector.isOpen || pane === undefined) return;
    const { lastScroll, pageOf } = await import("./inspector/inspector-rows.ts");
    const { inspector } = store.get();
    const last = lastScroll(inspector, { ...pane, now: now() });
    const wanted = Math.min(inspector.scroll, last) + direction * pageOf(pane);
    store.update({ inspector: { ...inspector, scroll: Math.max(0, Math.min(wanted, last)) } });
  };

  const controls: Readonly<Record<string, () => void>> = {
    d: () => end(0),
    l: services.clear,
    o: () => void toggleInspector(store),
    z: services.suspend,
  };
  const act = (key: Key) => {
    if (key.ctrl && key.name === "c") return interrupt();
    interruptedAt = Number.NEGATIVE_INFINITY;
    store.update({ hint: undefined });
    if (key.name === "up" && store.get().editor.text === "" && store.get().menu === undefined) {
      const waiting = sending.unsent();
      if (waiting !== "") return input.set(waiting);
    }
    // Of Ctrl+D the input knows whether there is anything to delete.
    const taken = input.key(key);
    if (typeof taken === "object") return submit(taken.submit);
    if (taken) return;
    if (key.name === "escape") cancel();
    else if (key.name === "pageup") void scrollInspector(-1);
    else if (key.name === "pagedown") void scrollInspector(1);
    else if (key.ctrl) controls[key.name]?.();
  };

  transcript.say([displayLine(greeting.personaName)], "title");
  transcript.say([displayLine(`${greeting.mode} · Enter sends, Ctrl+J breaks the line, /help`)], "dim");

  return {
    state: store.get,
    subscribe: store.subscribe,
    ended,
    end,
    start: talk.start,
    cancel,
    printed: transcript.printed,
    inspects(size) {
      pane = size;
    },
    submit(line) {
      if (!store.get().isOver) submit(line);
    },
    key(key) {
      if (!store.get().isOver) act(key);
    },
    paste(text) {
      if (store.get().isOver) return;
      store.update({ hint: undefined });
      input.paste(text);
    },
  };
};
