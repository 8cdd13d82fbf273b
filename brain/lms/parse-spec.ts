import { InputError } from "../core/errors.ts";
import { nearestName } from "../text/nearest-name.ts";

export const lmProviders = [
  "offline",
  "ollama",
  "together",
  "openai",
  "groq",
  "cerebras",
  "vllm",
  "llamacpp",
  "lmstudio",
] as const;
export type LmProvider = (typeof lmProviders)[number];

/** `model` is missing where the operator left the choice to us. */
export type LmSpec = { readonly provider: LmProvider; readonly model?: string };

/** All that a model can be named by, for messages. */
export const lmSpecs =
  "offline, ollama[:model], together[:model], openai[:model], groq:MODEL, cerebras:MODEL, vllm:MODEL, llamacpp:MODEL or lmstudio:MODEL";

/**
 * A provider and its model, from `provider[:model]`; split at the first colon, since models have colons of their own.
 * @param where what to blame in the message: `--lm`, `--embedder`, a path in persona.yaml
 * @throws {InputError} unknown provider, empty model, a model for offline
 */
export const parseLmSpec = (spec: string, where = "--lm"): LmSpec => {
  const colon = spec.indexOf(":");
  const name = (colon < 0 ? spec : spec.slice(0, colon)).trim();
  const model = colon < 0 ? undefined : spec.slice(colon + 1).trim();
  const provider = lmProviders.find((known) => known === name.toLowerCase());
  if (provider === undefined) throw unknownProvider(name, where);
  if (model === undefined) return { provider };
  if (provider === "offline") {
    throw new InputError({ what: "offline takes no model", where, expected: lmSpecs, fix: "write offline alone" });
  }
  if (model === "") {
    throw new InputError({
      what: `no model after "${provider}:"`,
      where,
      expected: lmSpecs,
      fix: `name one, or write ${provider} alone for the default`,
    });
  }
  return { provider, model };
};

const unknownProvider = (name: string, where: string): InputError => {
  const nearest = nearestName(name, lmProviders);
  return new InputError({
    what: name === "" ? "no model provider named" : `unknown model provider "${name.slice(0, 40)}"`,
    where,
    expected: lmSpecs,
    fix:
      nearest === undefined
        ? "for any other OpenAI-compatible server use openai and OPENAI_BASE_URL"
        : `did you mean ${nearest}?`,
  });
};
