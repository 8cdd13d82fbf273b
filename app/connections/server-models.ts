import { z } from "zod";
import { LmError } from "../../brain/core/errors.ts";
import type { ConnectionDependencies } from "../../brain/lms/connect.ts";
import { mapStream } from "../../brain/lms/map-error.ts";
import { patient } from "../../brain/lms/patient.ts";
import { aboutProvider } from "../../brain/lms/provider.ts";
import { watchFetch } from "../../brain/lms/watch-fetch.ts";
import type { Price } from "../runner/parse-price.ts";
import type { Access, NetworkedConnection } from "./access.ts";

/** A model as its server lists it. */
export type ServerModel = {
  readonly model: string;
  readonly embeds: boolean;
  /** Tokens that it takes at once, prompt and reply. */
  readonly contextTokens?: number;
  /** Of its file. */
  readonly bytes?: number;
  /** What the server says it charges. */
  readonly price?: Price;
};

const tokens = z.number().positive().nullish().catch(undefined);
const dollars = z.number().min(0).nullish().catch(undefined);

/** Servers tell more than OpenAI's format has, each under another name: Together, Groq, vLLM, llama.cpp, LM Studio. */
const listed = z.object({
  id: z.string().min(1),
  type: z.string().nullish().catch(undefined),
  context_length: tokens,
  context_window: tokens,
  max_model_len: tokens,
  max_context_length: tokens,
  meta: z.object({ n_ctx: tokens, n_ctx_train: tokens, size: tokens }).nullish().catch(undefined),
  pricing: z.object({ input: dollars, output: dollars }).nullish().catch(undefined),
});
/** Together sends the list alone. */
const listSchema = z.union([z.array(z.unknown()), z.object({ data: z.array(z.unknown()) })]);

const tagsSchema = z.object({ models: z.array(z.unknown()) });
const tag = z.object({
  name: z.string().min(1),
  size: tokens,
  details: z.object({ family: z.string().nullish(), context_length: tokens }).nullish().catch(undefined),
});

/** Kinds of models on a server that neither chat nor embed. */
const others = /image|audio|video|moderation|rerank|transcribe|speech|tts/i;
const embedding = /embed/i;

/**
 * The models that a server offers, as it orders them; images, voices and what else neither chats nor embeds left out.
 * @param ms how long it may take to answer
 * @throws {LmError}
 */
export const serverModels = async (
  connection: NetworkedConnection,
  { baseUrl, apiKey, setBy }: Access,
  { fetch, timers }: Pick<ConnectionDependencies, "fetch" | "timers">,
  ms = 5000,
): Promise<readonly ServerModel[]> => {
  const isOllama = connection.provider === "ollama";
  const provider = aboutProvider(connection.provider, { baseUrl, model: connection.model ?? "", setBy });
  const headers = apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } };
  async function* ask(signal: AbortSignal): AsyncGenerator<unknown> {
    const watch = watchFetch(fetch, { provider, signal, timers, framing: "json" });
    try {
      const response = await watch.fetch(`${baseUrl}${isOllama ? "/api/tags" : "/models"}`, headers);
      yield await response.json();
    } catch (error) {
      throw watch.fault() ?? mapStream(error, provider);
    }
  }
  const who = `${provider.name} at ${provider.host}`;
  const patience = { firstToken: ms, betweenTokens: ms };
  for await (const answer of patient(ask, { patience, timers, who, signal: undefined })) {
    const models = isOllama ? fromTags(answer) : fromList(answer);
    if (models !== undefined) return models;
    break;
  }
  throw new LmError("malformed", `${who} sent something that is not a list of models`, { retryable: false });
};

const fromList = (answer: unknown): readonly ServerModel[] | undefined => {
  const parsed = listSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const rows = Array.isArray(parsed.data) ? parsed.data : parsed.data.data;
  return rows.flatMap((row) => {
    const { success, data } = listed.safeParse(row);
    if (!success || others.test(data.type ?? "")) return [];
    const { id, type, context_length, context_window, max_model_len, max_context_length, meta, pricing } = data;
    const contextTokens =
      context_length ?? context_window ?? max_model_len ?? max_context_length ?? meta?.n_ctx ?? meta?.n_ctx_train;
    const [prompt, completion] = [pricing?.input, pricing?.output];
    return [
      {
        model: id,
        embeds: embedding.test(type ?? id),
        ...(contextTokens != null && { contextTokens }),
        ...(meta?.size != null && { bytes: meta.size }),
        // Zero stands for what is not sold by the token, too.
        ...(prompt != null && completion != null && prompt + completion > 0 && { price: { prompt, completion } }),
      },
    ];
  });
};

const fromTags = (answer: unknown): readonly ServerModel[] | undefined => {
  const parsed = tagsSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  return parsed.data.models.flatMap((row) => {
    const { success, data } = tag.safeParse(row);
    if (!success) return [];
    const { name, size, details } = data;
    return [
      {
        model: name,
        embeds: /bert|embed/i.test(details?.family ?? ""),
        ...(details?.context_length != null && { contextTokens: details.context_length }),
        ...(size != null && { bytes: size }),
      },
    ];
  });
};
