import { LmError } from "../core/errors.ts";
import type { ChatPart, ChatRequest, ModelConnection, VectorCache } from "../core/ports.ts";
import type { ChatTurn } from "../core/turn.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { showsSomething } from "../text/shows-something.ts";
import type { Fetch } from "./fetch.ts";
import { flatten } from "./flatten.ts";
import type { Framing } from "./guard-body.ts";
import { mapStream, unfinished } from "./map-error.ts";
import { defaultPatience, type Patience, patient } from "./patient.ts";
import type { Provider } from "./provider.ts";
import { retrying } from "./retrying.ts";
import type { Timers } from "./timers.ts";
import { watchFetch } from "./watch-fetch.ts";
import { type WirePart, withoutThinking } from "./without-thinking.ts";

/** What every networked connection and embedder is given. */
export type ConnectionDependencies = {
  readonly fetch: Fetch;
  readonly timers: Timers;
  /** @default 30 s to the first token, 15 s between tokens */
  readonly patience?: Patience;
  /** Where an embedder keeps its vectors, so that no text is paid for twice: a model gives a text the same one each time. */
  readonly vectors?: VectorCache;
};

/** One way of asking one kind of server: all that differs between providers. */
export type ChatWire = {
  readonly id: string;
  readonly provider: Provider;
  readonly framing: Framing;
  /** Parameters that some servers refuse, and that a reply does not depend on. */
  readonly optional: readonly string[];
  /** Asks once. `without` are the optional parameters that this server refused before. */
  open(ask: {
    readonly turns: ChatTurn[];
    readonly request: ChatRequest;
    readonly without: ReadonlySet<string>;
    readonly fetch: Fetch;
  }): AsyncIterable<WirePart>;
};

/** A wire as a model connection: flattened, patient, retried, without reasoning, with one usage part at the end. */
export const connect = (wire: ChatWire, { fetch, timers, patience }: ConnectionDependencies): ModelConnection => {
  const { provider } = wire;
  const who = `${provider.name} at ${provider.host}`;
  // A property of the server, learnt once; calls at the same time share it without harm.
  const without = new Set<string>();

  async function* exchange(turns: ChatTurn[], request: ChatRequest, signal: AbortSignal): AsyncGenerator<WirePart> {
    const watch = watchFetch(fetch, { provider, signal, timers, framing: wire.framing });
    // What this request leaves out: another may learn more in the meantime.
    const left = new Set(without);
    try {
      yield* wire.open({ turns, request, without: left, fetch: watch.fetch });
    } catch (error) {
      const refused = wire.optional.find((parameter) => !left.has(parameter) && watch.refused(parameter));
      if (refused === undefined) throw watch.fault() ?? mapStream(error, provider);
      without.add(refused);
      yield* exchange(turns, request, signal);
      return;
    }
    // The SDKs end a broken stream silently, or with a finish that they made up.
    const fault = watch.fault();
    if (fault !== undefined) throw fault;
    if (watch.sawEnd()) yield { type: "end" };
  }

  async function* attempt(turns: ChatTurn[], request: ChatRequest, signal: AbortSignal | undefined) {
    const open = (givenUp: AbortSignal) => exchange(turns, request, givenUp);
    const parts = patient(open, { patience: patience ?? defaultPatience, timers, who, signal });
    let [blank, text, thinking] = ["", "", ""];
    let usage: ChatPart | undefined;
    let ended = false;
    for await (const part of withoutThinking(parts)) {
      if (part.type === "usage") usage = part;
      else if (part.type === "thinking") thinking += part.text;
      else if (part.type === "end") ended = true;
      else if (text === "" && !showsSomething(blank + part.text)) blank += part.text;
      else {
        // Blanks wait for a word: a reply of blanks alone is empty, and empty replies are asked for again.
        const words: string = text === "" ? blank + part.text : part.text;
        text += words;
        yield { type: "text", text: words } satisfies ChatPart;
      }
    }
    if (!ended) throw unfinished(who);
    if (text === "") throw empty(who, thinking !== "");
    yield usage ?? estimatedUsage(turns, thinking + text);
  }

  return {
    identity: { provider: wire.id, model: provider.model },
    canJudge: true,
    chat: (request, { signal, onPause }) => {
      const turns = flatten(request);
      return retrying(() => attempt(turns, request, signal), { timers, signal, onPause });
    },
  };
};

const empty = (who: string, hasThought: boolean): LmError =>
  new LmError(
    "empty",
    hasThought
      ? `${who} reasoned and then said nothing: raise max_tokens in persona.yaml, or choose a model that does not reason`
      : `${who} gave an empty reply`,
    { retryable: true },
  );

/** For servers that count no tokens: four characters each. */
const estimatedUsage = (turns: readonly ChatTurn[], reply: string): ChatPart => ({
  type: "usage",
  promptTokens: turns.reduce((sum, { content }) => sum + estimateTokens(content), 0),
  completionTokens: estimateTokens(reply),
});
