import OpenAI from "openai";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { completionParts } from "./completion-parts.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { defaultModels } from "./default-models.ts";
import { embedWith } from "./embed-with.ts";
import { embeddingRows } from "./embedding-rows.ts";
import type { Fetch } from "./fetch.ts";
import type { Provider } from "./provider.ts";
import { quiet } from "./quiet.ts";

export type OpenAiOptions = ConnectionDependencies & {
  /** Local servers (llama.cpp, vLLM) need none. */
  readonly apiKey?: string;
  /** @default https://api.openai.com/v1 */
  readonly baseUrl?: string;
  readonly model?: string;
};

const provider = (options: OpenAiOptions, model: string) => {
  const baseURL = options.baseUrl ?? "https://api.openai.com/v1";
  // The SDK insists on a key.
  const apiKey = options.apiKey ?? "none";
  const about: Provider = {
    name: "The OpenAI-compatible server",
    host: new URL(baseURL).host,
    model,
    addressVariable: "OPENAI_BASE_URL",
    keyVariable: "OPENAI_API_KEY",
    getModel: "name one that it has, as in openai:MODEL",
  };
  // One client a request: it holds nothing but settings, and its fetch belongs to the request.
  const client = (fetch: Fetch) =>
    new OpenAI({ ...quiet, apiKey, adminAPIKey: null, organization: null, project: null, baseURL, fetch });
  return { about, client };
};

/** Speaks to OpenAI, or to any server that follows it, through OpenAI's SDK. */
export const openai = (options: OpenAiOptions): ModelConnection => {
  const { about, client } = provider(options, options.model ?? defaultModels.openai.chat);
  return connect(
    {
      id: "openai",
      provider: about,
      framing: "server-events",
      // Reasoning models refuse max_tokens (it is max_completion_tokens there) and temperature; older servers the others.
      optional: ["stream_options", "max_tokens", "temperature", "seed"],
      async *open({ turns, request, without, fetch }) {
        const { temperature, maxTokens, seed } = request;
        const stream = await client(fetch).chat.completions.create({
          model: about.model,
          messages: turns,
          stream: true,
          ...(without.has("max_tokens") ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
          ...(!without.has("stream_options") && { stream_options: { include_usage: true } }),
          ...(!without.has("temperature") && { temperature }),
          ...(seed !== undefined && !without.has("seed") && { seed }),
        });
        yield* completionParts(stream);
      },
    },
    options,
  );
};

/** Asks OpenAI, or a server that follows it, for vectors. */
export const openaiEmbedder = (options: OpenAiOptions): Embedder => {
  const { about, client } = provider(options, options.model ?? defaultModels.openai.embedding);
  return embedWith(
    {
      id: "openai",
      provider: about,
      // Other servers do not know base64, the SDK's default.
      open: async (input, fetch) =>
        embeddingRows(await client(fetch).embeddings.create({ model: about.model, input, encoding_format: "float" })),
    },
    options,
  );
};
