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

/**
 * A wire as a model connection that asks once: flattened, patient, without reasoning, with one usage part at the end, which
 * comes before a fault as well, counted here where the server told none, once it had said or reasoned anything. A reply
 * that came to its longest is no fault here: its usage says `isCut`.
 */
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

  async function* ask(request: ChatRequest, signal: AbortSignal | undefined): AsyncGenerator<ChatPart> {
    const turns = flatten(request);
    const open = (givenUp: AbortSignal) => exchange(turns, request, givenUp);
    const parts = patient(open, { patience: patience ?? defaultPatience, timers, who, signal });
    const longest = longestReply(request);
    const heard = { text: 0, thinking: 0 };
    let sent = 0;
    async function* measured(): AsyncGenerator<WirePart> {
      for await (const part of parts) {
        if (part.type === "text" || part.type === "thinking") sent += part.text.length;
        yield part;
      }
    }
    let blank = "";
    let told: Usage | undefined;
    let end: Ending | undefined;
    let broken: { readonly error: unknown } | undefined;
    try {
      for await (const part of withoutThinking(measured())) {
        if (part.type === "usage") told = part;
        else if (part.type === "thinking") heard.thinking += part.text.length;
        else if (part.type === "end") end = end?.why ? end : part;
        else if (heard.text === 0 && !showsSomething(blank.slice(-1) + part.text)) blank += part.text;
        else {
          // Blanks wait for a word (of them only the last unit can be half of a character): a reply of blanks alone is empty, and empty replies are asked for again.
          const words: string = heard.text === 0 ? blank + part.text : part.text;
          heard.text += words.length;
          yield { type: "text", text: words };
        }
        if (Math.max(heard.text, blank.length) > longest || heard.thinking > longestOfAll) {
          end = { type: "end", why: "length" };
          break;
        }
      }
    } catch (error) {
      broken = { error };
    }
    // The usage comes before a fault too: it was paid for, reasoning as well.
    const isCut = end?.why === "length";
    if (told || sent > 0 || (end && !broken)) yield { ...(told ?? counted(turns, sent)), ...(isCut && { isCut }) };
    if (broken) throw broken.error;
    if (end === undefined) throw unfinished(who);
    if (end.why === "filter") throw filtered(who);
    if (heard.text === 0) throw empty(who, heard.thinking > 0, isCut);
  }

  return {
    identity: { provider: wire.id, model: provider.model },
    canJudge: true,
    chat: (request, { signal }) => ask(request, signal),
  };
};

type Usage = Extract<ChatPart, { type: "usage" }>;
type Ending = Extract<WirePart, { type: "end" }>;

/** Far more than any model writes or reasons: UTF-16 units. */
const longestOfAll = 1 << 20;

/**
 * UTF-16 units of a reply after which a server that heeds no `max_tokens` is hung up on: a token is four as a rule, and
 * sixteen are far beyond what the tokens of a whole reply average.
 */
const longestReply = ({ maxTokens }: ChatRequest): number => Math.min(4096 + 16 * maxTokens, longestOfAll);

const filtered = (who: string): LmError =>
  new LmError("refused", `${who} stopped the reply by a content filter of its own`, { retryable: false });

/** The same again where it had no room left to say anything: then only another model helps. */
const empty = (who: string, hasThought: boolean, isCut: boolean): LmError =>
  new LmError(
    "empty",
    hasThought
      ? `${who} reasoned and then said nothing: raise max_tokens in persona.yaml, or choose a model that does not reason`
      : `${who} gave an empty reply`,
    { retryable: !(hasThought && isCut) },
  );

/** For servers that count no tokens: four characters each. */
const counted = (turns: readonly ChatTurn[], characters: number): Usage => ({
  type: "usage",
  promptTokens: turns.reduce((sum, { content }) => sum + estimateTokens(content), 0),
  completionTokens: Math.ceil(characters / 4),
  isEstimated: true,
});
