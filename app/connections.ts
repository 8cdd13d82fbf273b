import { InputError } from "../brain/core/errors.ts";
import type { Embedder, ModelConnection, VectorCache } from "../brain/core/ports.ts";
import type { OfflineOptions } from "../brain/lms/offline.ts";
import { type LmSpec, parseLmSpec } from "../brain/lms/parse-spec.ts";
import type { Config } from "./config.ts";
import { readModel } from "./models.ts";
import type { Network } from "./network.ts";

/** What connections are made from. Each provider is loaded only when it is chosen. */
export type ConnectionMeans = { readonly config: Config; readonly network: Network };

/**
 * The model connection that `spec` (`provider[:model]`) names.
 * @param where what to blame in a message
 * @throws {InputError} its key is missing
 */
export const openLm = async (
  spec: LmSpec,
  { config, network }: ConnectionMeans,
  offlineOptions: OfflineOptions,
  where = "--lm",
): Promise<ModelConnection> => {
  const model = spec.model === undefined ? {} : { model: spec.model };
  switch (spec.provider) {
    case "offline":
      return (await import("../brain/lms/offline.ts")).offline(offlineOptions);
    case "ollama": {
      const { ollama } = await import("../brain/lms/ollama.ts");
      return ollama({ ...(await network.open()), host: config.ollamaHost, ...model });
    }
    case "together": {
      const { together } = await import("../brain/lms/together.ts");
      return together({ ...(await network.open()), ...togetherAccess(config, where), ...model });
    }
    case "openai": {
      const { openai } = await import("../brain/lms/openai.ts");
      return openai({ ...(await network.open()), ...openaiAccess(config, where), ...model });
    }
  }
};

/**
 * The embedder that `spec` (`provider[:model]`, offline by default) names.
 * @param vectors keeps what a server gave
 * @throws {InputError}
 */
export const openEmbedder = async (
  spec: string | undefined,
  { config, network }: ConnectionMeans,
  { vectors }: { readonly vectors?: VectorCache } = {},
): Promise<Embedder> => {
  const { provider, model: name } = parseLmSpec(spec ?? "offline", "--embedder");
  const model = { ...(name !== undefined && { model: name }), ...(vectors && { vectors }) };
  switch (provider) {
    case "offline": {
      const { offlineEmbedder } = await import("../brain/lms/offline-embedder.ts");
      return offlineEmbedder({ idf: await readModel("embedder-idf.bin") });
    }
    case "ollama": {
      const { ollamaEmbedder } = await import("../brain/lms/ollama.ts");
      return ollamaEmbedder({ ...(await network.open()), host: config.ollamaHost, ...model });
    }
    case "together": {
      const { togetherEmbedder } = await import("../brain/lms/together.ts");
      return togetherEmbedder({
        ...(await network.open()),
        ...togetherAccess(config, "--embedder"),
        ...model,
      });
    }
    case "openai": {
      const { openaiEmbedder } = await import("../brain/lms/openai.ts");
      return openaiEmbedder({ ...(await network.open()), ...openaiAccess(config, "--embedder"), ...model });
    }
  }
};

const togetherAccess = ({ togetherApiKey, togetherBaseUrl }: Config, where: string) => ({
  apiKey: togetherApiKey ?? missing("TOGETHER_API_KEY", where),
  ...(togetherBaseUrl !== undefined && { baseUrl: togetherBaseUrl }),
});

// A server of one's own (vLLM, llama.cpp) asks for no key, but the SDK does.
const openaiAccess = ({ openaiApiKey, openaiBaseUrl }: Config, where: string) => ({
  apiKey: openaiApiKey ?? (openaiBaseUrl === undefined ? missing("OPENAI_API_KEY", where) : "none"),
  ...(openaiBaseUrl !== undefined && { baseUrl: openaiBaseUrl }),
});

const missing = (variable: string, where: string): never => {
  throw new InputError({
    what: `${variable} is not set`,
    where,
    fix: `put ${variable}=… into .env (see .env.example) or the environment, or choose ${where === "--lm" ? "--lm offline" : "another"}`,
  });
};
