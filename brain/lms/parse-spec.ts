import { InputError } from "../core/errors.ts";

export const lmProviders = ["offline", "ollama", "together", "openai"] as const;
export type LmProvider = (typeof lmProviders)[number];

/** `model` is missing where the operator left the choice to us. */
export type LmSpec = { readonly provider: LmProvider; readonly model?: string };

const expected = "offline, ollama[:model], together[:model] or openai[:model]";

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
    throw new InputError({ what: "offline takes no model", where, expected, fix: "write offline alone" });
  }
  if (model === "") {
    throw new InputError({
      what: `no model after "${provider}:"`,
      where,
      expected,
      fix: `name one, or write ${provider} alone for the default`,
    });
  }
  return { provider, model };
};

const unknownProvider = (name: string, where: string): InputError => {
  const nearest = [...lmProviders].sort((a, b) => distance(name, a) - distance(name, b))[0];
  const isNear = nearest !== undefined && distance(name, nearest) <= Math.ceil(nearest.length / 2);
  return new InputError({
    what: name === "" ? "no model provider named" : `unknown model provider "${name.slice(0, 40)}"`,
    where,
    expected,
    fix: isNear ? `did you mean ${nearest}?` : "for any other OpenAI-compatible server use openai and OPENAI_BASE_URL",
  });
};

/** Levenshtein distance, case ignored. */
const distance = (left: string, right: string): number => {
  const [a, b] = [left.slice(0, 40).toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
