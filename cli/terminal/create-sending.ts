import type { Cancelling, TurnEvents } from "../../app/chat/chat.ts";
import type { ChatState } from "./chat-state.ts";
import { createQueue, type QueuedItem } from "./create-queue.ts";
import type { Store } from "./create-store.ts";
import type { Talk } from "./create-talk.ts";
import type { Input } from "./input/create-input.ts";
import type { TerminalSettings } from "./terminal-settings.ts";
import type { Transcript } from "./transcript/transcript.ts";

/** Does what a person sends, one thing after the other: a message, or a command, begins when the one before has ended. */
export type Sending = {
  /** Sends a message, or has it wait for what is under way, or cancels that, as is set. */
  message(text: string): void;
  /** Runs a command, or has it wait for what is under way. */
  command(line: string): void;
  /** Within a command: has a turn answered that is no new message. */
  answer(start: (options: Cancelling) => TurnEvents): Promise<void>;
  /** Cancels the reply under way; messages that waited for it go back to who wrote them. False where there is none. */
  cancel(): boolean;
  /** The next message takes the place of this exchange, whose text stands in the input; of none where it is `undefined`. */
  edit(exchange: number | undefined): void;
  isEditing(): boolean;
  /** Messages that were never sent: they are taken out. */
  unsent(): string;
};

export type SendingParts = {
  readonly store: Store<Pick<ChatState, "queued" | "editor" | "editing">>;
  readonly talk: Talk;
  readonly transcript: Pick<Transcript, "sayMessage">;
  readonly input: Pick<Input, "set" | "clear">;
  readonly whileReplying: TerminalSettings["whileReplying"];
  /** Runs a line to its end; never rejects. */
  readonly run: (line: string) => Promise<void>;
};

/** A message that is being answered, and the exchange whose place it takes. */
type Asked = { readonly text: string; readonly place: () => number | undefined };

export const createSending = ({ store, talk, transcript, input, whileReplying, run }: SendingParts): Sending => {
  const queue = createQueue(store);
  let isRunning = false;
  let asked: Asked | undefined;
  /** What is edited: an exchange of a session, with the text that was put into the input. */
  let edited: { readonly exchange: number; readonly session: string | undefined; readonly text: string } | undefined;
  const sessionNow = () => talk.engine()?.conversation().id;

  const edit = (exchange: number | undefined) => {
    edited = exchange === undefined ? undefined : { exchange, session: sessionNow(), text: store.get().editor.text };
    store.update({ editing: exchange });
  };
  /** The exchange that is edited, in this session: an edit ends with the message that comes of it. */
  const takeEdited = (): number | undefined => {
    if (edited === undefined) return undefined;
    const { exchange, session, text } = edited;
    // What was typed before the old text came is what was meant.
    if (store.get().editor.text === text) input.clear();
    edit(undefined);
    return session === sessionNow() ? exchange : undefined;
  };

  const pump = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = queue.next(); next !== undefined; next = queue.next()) {
        await perform(next);
        if (edited !== undefined && edited.session !== sessionNow()) edit(undefined);
      }
    } finally {
      isRunning = false;
    }
  };
  const perform = async (item: QueuedItem) => {
    if (item.kind === "message") return send(item);
    const done = run(item.text);
    talk.await(item.text, done);
    await done;
  };
  const send = async ({ text, shown = text, place }: QueuedItem) => {
    const instead = place?.() ?? takeEdited();
    asked = { text, place: () => instead };
    transcript.sayMessage(shown);
    await talk.run((engine, options) => engine.send(text, { ...options, ...(instead !== undefined && { instead }) }));
    asked = undefined;
  };

  return {
    edit,
    isEditing: () => edited !== undefined,
    unsent: queue.takeMessages,
    command(line) {
      queue.add({ kind: "command", text: line });
      void pump();
    },
    message(text) {
      const under = whileReplying === "interrupt" ? talk.underWay() : undefined;
      const before = asked;
      if (under !== undefined) talk.cancel();
      // As long as nobody has answered the one before, both are one message.
      if (under !== undefined && !under.isShown && before !== undefined && edited === undefined) {
        const place = () => under.turn ?? before.place();
        queue.add({ kind: "message", text: `${before.text}\n${text}`, shown: text, place });
      } else queue.add({ kind: "message", text });
      void pump();
    },
    answer: (start) => talk.run((_, options) => start(options)),
    cancel() {
      if (!talk.cancel()) return false;
      const messages = queue.takeMessages();
      if (messages !== "") input.set([messages, store.get().editor.text].filter((text) => text !== "").join("\n"));
      return true;
    },
  };
};
