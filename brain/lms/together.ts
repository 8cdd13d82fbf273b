import Together from "together-ai";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { completionParts } from "./completion-parts.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { defaultModels } from "./default-models.ts";
import { embedWith } from "./embed-with.ts";
import { embeddingRows } from "./embedding-rows.ts";
import type { Fetch } from "./fetch.ts";
import type { Provider } from "./provider.ts";
import { quiet } from "./quiet.ts";

export type TogetherOptions = ConnectionDependencies & {
  readonly apiKey: string;
  /** @default https://api.together.ai/v1 */
  readonly baseUrl?: string;
  readonly model?: string;
};

const provider = (options: TogetherOptions, model: string) => {
  const baseURL = options.baseUrl ?? "https://api.together.ai/v1";
  const about: Provider = {
    name: "Together",
    host: new URL(baseURL).host,
    model,
    addressVariable: "TOGETHER_BASE_URL",
    keyVariable: "TOGETHER_API_KEY",
    getModel: "choose one of those that https://docs.together.ai/docs/serverless-models lists",
  };
  // One client a request: it holds nothing but settings, and its fetch belongs to the request.
  const client = (fetch: Fetch) => new Together({ ...quiet, apiKey: options.apiKey, baseURL, projectID: null, fetch });
  return { about, client };
};

/** Speaks to Together through its own SDK. */
export const together = (options: TogetherOptions): ModelConnection => {
  const { about, client } = provider(options, options.model ?? defaultModels.together.chat);
  return connect(
    {
      id: "together",
      provider: about,
      framing: "server-events",
      optional: ["seed"],
      async *open({ turns, request, without, fetch }) {
        const stream = await client(fetch).chat.completions.create({
          model: about.model,
          messages: turns,
          stream: true,
          temperature: request.temperature,
          max_tokens: request.maxTokens,
          ...(request.seed !== undefined && !without.has("seed") && { seed: request.seed }),
        });
        yield* completionParts(stream);
      },
    },
    options,
  );
};

/** Asks Together for vectors through its own SDK. */
export const togetherEmbedder = (options: TogetherOptions): Embedder => {
  const { about, client } = provider(options, options.model ?? defaultModels.together.embedding);
  return embedWith(
    {
      id: "together",
      provider: about,
      open: async (input, fetch) => embeddingRows(await client(fetch).embeddings.create({ model: about.model, input })),
    },
    options,
  );
};
