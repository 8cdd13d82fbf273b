// The build without node:fs: it is the same client, and this folder touches no files.
import { Ollama } from "ollama/browser";
import { z } from "zod";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { defaultModels } from "./default-models.ts";
import { embedWith } from "./embed-with.ts";
import type { Fetch } from "./fetch.ts";
import type { Provider } from "./provider.ts";
import type { WirePart } from "./without-thinking.ts";

export type OllamaOptions = ConnectionDependencies & {
  /** A whole address. @default http://127.0.0.1:11434 */
  readonly host?: string;
  readonly model?: string;
};

const defaultHost = "http://127.0.0.1:11434";

/** Holds demos, a bounded history and the reply. Always the same: Ollama loads a model anew for another. Tokens. */
const contextTokens = 8192;

const lineSchema = z.object({
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
  done: z.boolean(),
  prompt_eval_count: z.int().min(0).nullish().catch(undefined),
  eval_count: z.int().min(0).nullish().catch(undefined),
});

const vectorsSchema = z.object({ embeddings: z.array(z.array(z.number())) });

const provider = (options: OllamaOptions, model: string) => {
  const host = options.host ?? defaultHost;
  const about: Provider = {
    name: "Ollama",
    host: new URL(host).host,
    model,
    addressVariable: "OLLAMA_HOST",
    getModel: `run \`ollama pull ${model}\``,
  };
  // One client a request: the SDK takes no abort signal, so the request's fetch carries it.
  const client = (fetch: Fetch) => new Ollama({ host, fetch });
  return { about, client };
};

/** Speaks to an Ollama server through its own client. */
export const ollama = (options: OllamaOptions): ModelConnection => {
  const { about, client } = provider(options, options.model ?? defaultModels.ollama.chat);
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
          ...(!without.has("think") && { think: false }),
          options: {
            temperature,
            num_predict: maxTokens,
            num_ctx: contextTokens,
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
export const ollamaEmbedder = (options: OllamaOptions): Embedder => {
  const { about, client } = provider(options, options.model ?? defaultModels.ollama.embedding);
  return embedWith(
    {
      id: "ollama",
      provider: about,
      async open(input, fetch) {
        const parsed = vectorsSchema.safeParse(await client(fetch).embed({ model: about.model, input }));
        if (!parsed.success) throw new SyntaxError("not a list of embeddings");
        return parsed.data.embeddings;
      },
    },
    options,
  );
};

function* partsOf(line: unknown): Generator<WirePart> {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) throw new SyntaxError("not a line of a chat");
  const { message, done, prompt_eval_count: promptTokens, eval_count: completionTokens } = parsed.data;
  if (message?.thinking) yield { type: "thinking", text: message.thinking };
  if (message?.content) yield { type: "text", text: message.content };
  if (!done) return;
  yield { type: "end" };
  // Ollama leaves the prompt's count out where it had the whole prompt in its cache.
  if (promptTokens != null && completionTokens != null) yield { type: "usage", promptTokens, completionTokens };
}
