import { advance, beginConversation } from "../../../brain/core/conversation.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { ChatEngine } from "../../../cli/terminal/chat-engine.ts";
import { applyColorChoice } from "../../../cli/terminal/color-choice.ts";
import { defaultTerminalSettings } from "../../../cli/terminal/terminal-settings.ts";

// A chat with an engine that answers by rule, to be run in a pseudo-terminal. FAKE_OPEN: `held` waits for SIGUSR2
// before the engine is ready, `input` and `fault` fail. What a message says chooses what the engine does.

const once = (signal: NodeJS.Signals) => new Promise<void>((resolve) => process.once(signal, () => resolve()));

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve());
  });

const at = "2026-12-24T23:40:00+01:00";
let conversation = beginConversation({ type: "begin", version: 1, id: "s", at, persona: "Mara" });

let turn = 0;

const send: ChatEngine["send"] = async function* (message, { signal }) {
  turn++;
  for await (const event of answer(message, signal)) {
    if (event.type !== "prompt") conversation = advance(conversation, event);
    yield event;
  }
  conversation = advance(conversation, { type: "ended", turn, at });
};

async function* answer(message: string, signal: AbortSignal | undefined): AsyncGenerator<TurnEvent> {
  const of = { turn };
  yield { type: "turn", ...of, session: "s", at, message };
  yield { type: "sentiment", ...of, sentiment: "negative", confidence: 0.87, hostile: false, by: "local" };
  yield { type: "route", ...of, pipeline: "comfort", reason: "negative at 0.87" };
  yield {
    type: "context",
    ...of,
    localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon",
    partOfDay: "night",
    conversationLength: "2 minutes, 3 messages",
    sinceLastMessage: "1 minute",
  };
  yield {
    type: "demos",
    ...of,
    demos: [
      { id: "rain-1", similarity: 0.81 },
      { id: "rain-2", similarity: 0.4 },
    ],
  };
  yield {
    type: "prompt",
    ...of,
    attempt: 1,
    messages: [
      { role: "system", content: "You are Mara." },
      { role: "user", content: `message: ${message}` },
    ],
  };
  if (message.includes("guarded")) {
    const reason = "names another platform";
    yield {
      type: "guard",
      ...of,
      side: "output",
      guard: "topics",
      action: "block",
      category: "social-platforms",
      reason,
      attempt: 1,
    };
    yield { type: "retry", ...of, attempt: 2, reason, lm: "offline" };
  }
  if (message.includes("broken")) {
    yield {
      type: "error",
      ...of,
      code: "unreachable",
      message: "No server answers: start it with ollama serve.",
      shown: "",
    };
    return;
  }
  if (message.includes("thrown")) throw new Error("a bug");
  if (message.includes("crash")) {
    setImmediate(() => {
      throw new Error("a crash outside of any turn");
    });
  }
  const deltas = deltasOf(message);
  let text = "";
  for (const delta of deltas) {
    text += delta;
    yield { type: "delta", ...of, text: delta };
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (message.includes("forever")) {
    await aborted(signal);
    yield { type: "error", ...of, code: "aborted", message: "The answer was cancelled.", shown: text };
    return;
  }
  const ms = { total: 12.3, model: 4.5, firstToken: 5, sentiment: 0.21 };
  yield { type: "usage", ...of, lm: "offline", promptTokens: 230, completionTokens: 31, ms };
  yield { type: "reply", ...of, text, by: message.includes("guarded") ? "safe" : "model", ended: "complete" };
}

const deltasOf = (message: string): string[] => {
  if (message.includes("long")) {
    return Array.from({ length: 400 }, (_, index) => `Sentence ${index} of a long reply that goes on. `);
  }
  if (message.includes("wide")) return ["日本語のとても長い返事です。".repeat(8), " 👩‍👩‍👧 done"];
  if (message.includes("escape")) return ["\x1b[2Jwiped \x1b]0;title\x07 \u202eback\u202c wards"];
  if (message.includes("forever")) return ["It began. "];
  const shown =
    message.length > 60 ? `${message.length} characters, ${message.split("\n").length} lines` : JSON.stringify(message);
  return [`You said ${shown}.`, " I hear you."];
};

const notices = process.env.FAKE_NOTICE === undefined ? [] : [process.env.FAKE_NOTICE];

const engine: Partial<ChatEngine> = {
  personaName: "Mara",
  lm: "offline",
  lmReason: "no Together key, no Ollama answering",
  takeNotices: () => notices.splice(0),
  conversation: () => conversation,
  example: () => undefined,
  cost: () => undefined,
  pinned: undefined,
  pipelines: ["comfort"],
  // Only what the status shows.
  info: () => ({ clockShift: 0 }) as ReturnType<ChatEngine["info"]>,
  send,
  reload: async () => "Read again: 12 examples, 1 changed.",
};

const open = async (): Promise<ChatEngine> => {
  if (process.env.FAKE_OPEN === "held") await once("SIGUSR2");
  if (process.env.FAKE_OPEN === "fault") throw new Error("a bug at the start");
  if (process.env.FAKE_OPEN === "input")
    throw new InputError({ what: "no such file", where: "persona.yaml", fix: "give --persona" });
  return engine as ChatEngine; // what else there is, no test here reaches
};

applyColorChoice(process.env);
const { runTerminalChat } = await import("../../../cli/terminal/run-terminal-chat.tsx");
const greeting = { personaName: "Mara", mode: "chat" };
const settings = defaultTerminalSettings;
process.exit(await runTerminalChat({ greeting, open, settings, stdin: process.stdin, stdout: process.stdout }));
