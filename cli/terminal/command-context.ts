import type { ChatState } from "./chat-state.ts";
import type { Command, CommandContext, Face } from "./commands/command.ts";
import type { Sending } from "./create-sending.ts";
import type { Store } from "./create-store.ts";
import type { Talk } from "./create-talk.ts";
import type { Input } from "./input/create-input.ts";
import type { TerminalServices } from "./terminal-services.ts";
import type { Transcript } from "./transcript/transcript.ts";

export type ContextParts = {
  readonly commands: readonly Command[];
  readonly store: Store<Pick<ChatState, "inspector">>;
  readonly talk: Talk;
  /** Where what is said goes. */
  readonly aside: Pick<Transcript, "say" | "show">;
  readonly input: Pick<Input, "set">;
  readonly sending: Sending;
  readonly services: TerminalServices;
  readonly replay: () => void;
  readonly quit: () => void;
  readonly face: Face;
};

/** What a command may do. Its `chat` is there when the engine is loaded. */
export const commandContext = ({
  commands,
  store,
  talk,
  aside,
  input,
  sending,
  services,
  replay,
  quit,
  face,
}: ContextParts): CommandContext => ({
  get chat() {
    const engine = talk.engine();
    if (engine === undefined) throw new Error("a command that works at once asked for the chat");
    return engine;
  },
  get turns() {
    const { exchanges } = this.chat.conversation();
    return exchanges.flatMap(({ takes }) => takes.map(({ turn }) => turn)).sort((a, b) => a - b);
  },
  commands,
  face,
  say: aside.say,
  show: aside.show,
  columns: services.size().columns,
  events: talk.events,
  answer: sending.answer,
  replay,
  compose(text, options = {}) {
    input.set(text);
    sending.edit(options.instead);
  },
  copy: services.copy,
  toggleInspector: () => toggleInspector(store),
  clear: services.clear,
  quit,
});

/** Opens or closes the inspector; returns whether it is open. */
export const toggleInspector = (store: Store<Pick<ChatState, "inspector">>): boolean => {
  const { inspector } = store.get();
  store.update({ inspector: { ...inspector, isOpen: !inspector.isOpen, scroll: 0 } });
  return !inspector.isOpen;
};
