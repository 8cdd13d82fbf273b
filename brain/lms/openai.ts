import OpenAI from "openai";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { completionParts } from "./completion-parts.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { type EmbedderDependencies, embedWith } from "./embed-with.ts";
import { embeddingRows } from "./embedding-rows.ts";
import type { Fetch } from "./fetch.ts";
import { type NetworkedProvider, profiles } from "./profiles.ts";
import { aboutProvider, type SetBy } from "./provider.ts";
import { quiet } from "./quiet.ts";

export type OpenAiOptions = ConnectionDependencies & {
  /** Which of the kinds of servers that follow OpenAI. @default openai */
  readonly kind?: Exclude<NetworkedProvider, "together" | "ollama">;
  /** Local servers (llama.cpp, vLLM) need none. */
  readonly apiKey?: string;
  /** @default that of its kind */
  readonly baseUrl?: string;
  /** @default that of its kind, where it has one */
  readonly model?: string;
  /** Further parameters of the request, as they are. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly setBy?: SetBy;
};

const provider = (options: OpenAiOptions, model: string) => {
  const { kind = "openai", setBy } = options;
  const baseURL = options.baseUrl ?? profiles[kind].baseUrl;
  // The SDK insists on a key.
  const apiKey = options.apiKey ?? "none";
  const about = aboutProvider(kind, { baseUrl: baseURL, model, ...(setBy && { setBy }) });
  // One client a request: it holds nothing but settings, and its fetch belongs to the request.
  const client = (fetch: Fetch) =>
    new OpenAI({ ...quiet, apiKey, adminAPIKey: null, organization: null, project: null, baseURL, fetch });
  return { id: kind, about, client };
};

/** Speaks to OpenAI, or to any server that follows it, through OpenAI's SDK. */
export const openai = (options: OpenAiOptions): ModelConnection => {
  const { id, about, client } = provider(options, options.model ?? profiles[options.kind ?? "openai"].chat ?? "");
  return connect(
    {
      id,
      provider: about,
      framing: "server-events",
      // Reasoning models refuse max_tokens (it is max_completion_tokens there) and temperature; older servers the others.
      optional: ["stream_options", "max_tokens", "temperature", "seed"],
      async *open({ turns, request, without, fetch }) {
        const { temperature, maxTokens, seed } = request;
        const stream = await client(fetch).chat.completions.create({
          ...options.options,
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
export const openaiEmbedder = (options: OpenAiOptions & EmbedderDependencies): Embedder => {
  const { id, about, client } = provider(options, options.model ?? profiles[options.kind ?? "openai"].embedding ?? "");
  return embedWith(
    {
      id,
      provider: about,
      // Other servers do not know base64, the SDK's default.
      open: async (input, fetch) =>
        embeddingRows(await client(fetch).embeddings.create({ model: about.model, input, encoding_format: "float" })),
    },
    options,
  );
};
