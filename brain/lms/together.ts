import Together from "together-ai";
import type { Embedder, ModelConnection } from "../core/ports.ts";
import { completionParts } from "./completion-parts.ts";
import { type ConnectionDependencies, connect } from "./connect.ts";
import { type EmbedderDependencies, embedWith } from "./embed-with.ts";
import { embeddingRows } from "./embedding-rows.ts";
import type { Fetch } from "./fetch.ts";
import { profiles } from "./profiles.ts";
import { aboutProvider, type SetBy } from "./provider.ts";
import { quiet } from "./quiet.ts";

export type TogetherOptions = ConnectionDependencies & {
  readonly apiKey: string;
  /** @default Together's own */
  readonly baseUrl?: string;
  readonly model?: string;
  /** Further parameters of the request, as they are. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly setBy?: SetBy;
};

const provider = (options: TogetherOptions, model: string) => {
  const { setBy } = options;
  const baseURL = options.baseUrl ?? profiles.together.baseUrl;
  const about = aboutProvider("together", { baseUrl: baseURL, model, ...(setBy && { setBy }) });
  // One client a request: it holds nothing but settings, and its fetch belongs to the request.
  const client = (fetch: Fetch) => new Together({ ...quiet, apiKey: options.apiKey, baseURL, projectID: null, fetch });
  return { about, client };
};

/** Speaks to Together through its own SDK. */
export const together = (options: TogetherOptions): ModelConnection => {
  const { about, client } = provider(options, options.model ?? profiles.together.chat ?? "");
  return connect(
    {
      id: "together",
      provider: about,
      framing: "server-events",
      optional: ["seed"],
      async *open({ turns, request, without, fetch }) {
        const stream = await client(fetch).chat.completions.create({
          ...options.options,
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
export const togetherEmbedder = (options: TogetherOptions & EmbedderDependencies): Embedder => {
  const { about, client } = provider(options, options.model ?? profiles.together.embedding ?? "");
  return embedWith(
    {
      id: "together",
      provider: about,
      open: async (input, fetch) => embeddingRows(await client(fetch).embeddings.create({ model: about.model, input })),
    },
    options,
  );
};
