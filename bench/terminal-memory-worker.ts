// The chat with its screen and its conversation, but with replies that cost nothing, in a process of its own: prints the
// heap after 1,000 and after 10,000 messages.
import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
import { advance, beginConversation } from "../brain/core/conversation.ts";
import type { TurnEvent } from "../brain/core/turn.ts";
import type { ChatEngine } from "../cli/terminal/chat-engine.ts";
import { createChat } from "../cli/terminal/create-chat.ts";
import { drawChat } from "../cli/terminal/draw-chat.tsx";
import { openScreen } from "../cli/terminal/screen/open-screen.ts";
import { defaultTerminalSettings } from "../cli/terminal/terminal-settings.ts";
import { themeOf } from "../cli/terminal/theme.ts";
import { syntheticMessage } from "./synthetic-examples.ts";

const size = () => ({ columns: 80, rows: 24 });
const now = () => performance.now();
// Only what is used of the two streams is there.
const stdout = Object.assign(
  new Writable({
    write: (_chunk, _encoding, done) => done(),
  }),
  { ...size(), isTTY: true },
) as unknown as NodeJS.WriteStream;
const stdin = Object.assign(new EventEmitter(), { isTTY: true }) as unknown as NodeJS.ReadStream;

const at = "2026-12-24T23:40:00Z";
let conversation = beginConversation({ type: "begin", version: 1, id: "s", at, persona: "Mara" });

async function* send(message: string): AsyncGenerator<TurnEvent> {
  const turn = conversation.turns + 1;
  for (const event of eventsOf(turn, message)) {
    if (event.type !== "prompt") conversation = advance(conversation, event);
    yield event;
  }
  conversation = advance(conversation, { type: "ended", turn, at });
}

const eventsOf = (turn: number, message: string): readonly TurnEvent[] => {
  const sentences = [0, 1, 2, 3].map((at) => `${syntheticMessage(turn * 4 + at)}. `);
  const ms = { total: 900, model: 850, firstToken: 300, sentiment: 0.2, demos: 1.2 };
  return [
    { type: "turn", turn, session: "s", at, message },
    { type: "sentiment", turn, sentiment: "neutral", confidence: 0.7, hostile: false, by: "local" },
    { type: "route", turn, pipeline: "engage", reason: "neutral at 0.70" },
    {
      ...{ type: "context", turn, localTime: "Thursday 2026-12-24 23:40", partOfDay: "night" },
      ...{ conversationLength: "9 minutes, 19 messages", sinceLastMessage: "1 minute" },
    },
    { type: "demos", turn, demos: Array.from({ length: 8 }, (_, at) => ({ id: `d${turn}-${at}`, similarity: 0.5 })) },
    { type: "prompt", turn, attempt: 1, messages: [{ role: "system", content: `${message} `.repeat(80) }] },
    ...sentences.map((text) => ({ type: "delta", turn, text }) as const),
    { type: "usage", turn, lm: "instant", promptTokens: 900, completionTokens: 60, ms },
    { type: "reply", turn, text: sentences.join(""), by: "model", ended: "complete" },
  ];
};

const engine: Partial<ChatEngine> = {
  personaName: "Mara",
  lm: "instant",
  lmReason: "for measuring",
  takeNotices: () => [],
  conversation: () => conversation,
  example: () => undefined,
  cost: () => undefined,
  pinned: undefined,
  isClockMoved: false,
  send,
};
const screen = openScreen({ stdout, stderr: stdout, size, wrapping: "none", redraw: () => drawing.redraw() });
const chat = createChat({
  greeting: { personaName: "Mara", mode: "chat" },
  open: async () => engine as ChatEngine, // what else there is, nobody asks for here
  settings: defaultTerminalSettings,
  commands: [],
  services: {
    size,
    now,
    outside: (work) => work(),
    suspend: () => {},
    copy: async () => "",
    clear: screen.scrollAway,
  },
});
const drawing = drawChat({ chat, size, now, theme: themeOf("dark", {}), stdin, stdout, screen });
await chat.start();

const heap = async () => {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
};
/** Until the reply is on screen and nothing is waited for. */
const idle = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (chat.state().waiting !== undefined || chat.state().queued.length > 0) return;
      stop();
      resolve();
    };
    const stop = chat.subscribe(look);
    look();
  });
const talk = async (turns: number) => {
  for (let turn = 0; turn < turns; turn++) {
    chat.submit(syntheticMessage(turn));
    await idle();
    // The frame is drawn when the event loop has turned.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return heap();
};

const early = await talk(500);
const late = await talk(4500);
process.stdout.write(JSON.stringify({ early, late }));
process.exit();
