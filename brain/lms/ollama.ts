// The build without node:fs: it is the same client, and this folder touches no files.
import { type ChatRequest, Ollama } from "ollama/browser";
import { z } from "zod";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { type EmbedderDependencies, embedWith } from "./embed-with.ts";
import type { Fetch } from "./fetch.ts";
import { profiles } from "./profiles.ts";
import { aboutProvider, type SetBy } from "./provider.ts";
import type { WirePart } from "./without-thinking.ts";

export type OllamaOptions = ConnectionDependencies & {
  /** A whole address. @default http://127.0.0.1:11434 */
  readonly host?: string;
  readonly model?: string;
  /** For servers behind a gate that asks for one. */
  readonly apiKey?: string;
  /** Settings of the model (`num_ctx`, `top_k`, …); `keep_alive` and `think` go beside them, as Ollama has it. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly setBy?: SetBy;
};

/** Of a request what Ollama takes beside `options`. */
const besideOptions: ReadonlySet<string> = new Set(["keep_alive", "think"]);

/** Holds demos, a bounded history and the reply. Always the same: Ollama loads a model anew for another. Tokens. */
const contextTokens = 8192;

const lineSchema = z.object({
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
  done: z.boolean(),
  done_reason: z.string().nullish().catch(undefined),
  prompt_eval_count: z.int().min(0).nullish().catch(undefined),
  eval_count: z.int().min(0).nullish().catch(undefined),
});

const vectorsSchema = z.object({
  embeddings: z.array(z.array(z.number())),
  prompt_eval_count: z.int().min(0).nullish().catch(undefined),
});

const provider = (options: OllamaOptions, model: string) => {
  const { setBy, apiKey } = options;
  const host = options.host ?? profiles.ollama.baseUrl;
  const about = aboutProvider("ollama", { baseUrl: host, model, ...(setBy && { setBy }) });
  const headers = apiKey === undefined ? {} : { headers: { Authorization: `Bearer ${apiKey}` } };
  // One client a request: the SDK takes no abort signal, so the request's fetch carries it.
  const client = (fetch: Fetch) => new Ollama({ host, fetch, ...headers });
  return { about, client };
};

/** Speaks to an Ollama server through its own client. */
export const ollama = (options: OllamaOptions): ModelConnection => {
  const { about, client } = provider(options, options.model ?? profiles.ollama.chat ?? "");
  const given = Object.entries(options.options ?? {});
  // What an operator writes for a server is the server's to judge.
  const { think = false, ...beside }: Pick<ChatRequest, "keep_alive" | "think"> = Object.fromEntries(
    given.filter(([key]) => besideOptions.has(key)),
  );
  const native = Object.fromEntries(given.filter(([key]) => !besideOptions.has(key)));
  return connect(
    {
      id: "ollama",
      provider: about,
      framing: "json-lines",
      optional: ["think"],
      async *open({ turns, request, without, fetch }) {
        const { temperature, maxTokens, seed } = request;
        const stream = await client(fetch).chat({
          model: about.model,
          messages: turns,
          stream: true,
          ...beside,
          ...(!without.has("think") && { think }),
          options: {
            num_ctx: contextTokens,
            ...native,
            temperature,
            num_predict: maxTokens,
            ...(seed !== undefined && { seed }),
          },
        });
        for await (const line of stream) yield* partsOf(line);
      },
    },
    options,
  );
};

/** Asks an Ollama server for vectors. */
export const ollamaEmbedder = (options: OllamaOptions & EmbedderDependencies): Embedder => {
  const { about, client } = provider(options, options.model ?? profiles.ollama.embedding ?? "");
  return embedWith(
    {
      id: "ollama",
      provider: about,
      async open(input, fetch) {
        const parsed = vectorsSchema.safeParse(await client(fetch).embed({ model: about.model, input }));
        if (!parsed.success) throw new SyntaxError("not a list of embeddings");
        const { embeddings, prompt_eval_count } = parsed.data;
        return { rows: embeddings, promptTokens: prompt_eval_count ?? undefined };
      },
    },
    options,
  );
};

function* partsOf(line: unknown): Generator<WirePart> {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) throw new SyntaxError("not a line of a chat");
  const {
    message,
    done,
    done_reason: why,
    prompt_eval_count: promptTokens,
    eval_count: completionTokens,
  } = parsed.data;
  if (message?.thinking) yield { type: "thinking", text: message.thinking };
  if (message?.content) yield { type: "text", text: message.content };
  if (!done) return;
  yield { type: "end", ...(why === "length" && { why }) };
  // Ollama leaves the prompt's count out where it had the whole prompt in its cache.
  if (promptTokens != null && completionTokens != null) yield { type: "usage", promptTokens, completionTokens };
}
