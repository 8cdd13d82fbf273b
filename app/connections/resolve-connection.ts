import { InputError } from "../../brain/core/errors.ts";
import { type LmProvider, lmProviders, parseLmSpec } from "../../brain/lms/parse-spec.ts";
import { defaultResilience, type Resilience } from "../../brain/lms/resilience/resilience.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { parsePrice } from "../runner/parse-price.ts";
import type { Sections } from "../sections.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionEntry } from "./connection-schema.ts";

/**
 * What `spec` names: a connection of understudy.yaml, else `provider[:model]`; its defaults filled in.
 * @param where what to blame in a message: `--lm`, `understudy.yaml:12`
 * @throws {InputError} it is neither
 */
export const resolveConnection = (
  spec: string,
  { connections }: Pick<Sections, "connections">,
  where: string,
): ConnectionSettings => {
  const name = spec.trim();
  // A name such as `constructor` is none of ours.
  const entry = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (entry !== undefined) return fromEntry(name, entry);
  return { ...parseSpec(spec, connections, where), resilience: defaultResilience };
};

/** `ollama:llama3.2:3b`, `offline`; the default model's name is not known here. For lists and messages. */
export const labelOf = ({ name, provider, model }: ConnectionSettings): string =>
  name ?? (model === undefined ? provider : `${provider}:${model}`);

const parseSpec = (spec: string, connections: Sections["connections"], where: string) => {
  const names = Object.keys(connections);
  if (names.length === 0 || isProvider(spec.split(":")[0]?.trim() ?? "")) return parseLmSpec(spec, where);
  const near = nearestName(spec, [...names, ...lmProviders]);
  throw new InputError({
    what: `${JSON.stringify(spec.trim().slice(0, 40))} is neither a connection of understudy.yaml nor a model's provider`,
    where,
    expected: `one of ${names.join(", ")}, or provider[:model] with one of ${lmProviders.join(", ")}`,
    ...(near !== undefined && { fix: `did you mean ${near}?` }),
  });
};

const isProvider = (name: string): name is LmProvider => lmProviders.some((known) => known === name.toLowerCase());

const fromEntry = (name: string, entry: ConnectionEntry): ConnectionSettings => ({
  name,
  provider: entry.provider,
  ...(entry.model !== undefined && { model: entry.model }),
  ...(entry.base_url !== undefined && { baseUrl: entry.base_url }),
  ...(entry.key !== undefined && { key: entry.key }),
  ...(entry.options && { options: entry.options }),
  ...(entry.temperature !== undefined && { temperature: entry.temperature }),
  ...(entry.max_tokens !== undefined && { maxTokens: entry.max_tokens }),
  ...(entry.price !== undefined && { price: parsePrice(String(entry.price)) }),
  resilience: resilienceOf(entry),
});

const resilienceOf = ({
  timeouts = {},
  retries,
  limits = {},
  breaker = {},
  hedge_after,
}: ConnectionEntry): Resilience => {
  const usual = defaultResilience;
  return {
    patience: {
      firstToken: milliseconds(timeouts.first_token) ?? usual.patience.firstToken,
      betweenTokens: milliseconds(timeouts.between_tokens) ?? usual.patience.betweenTokens,
    },
    connect: milliseconds(timeouts.connect) ?? usual.connect,
    retries: retries ?? usual.retries,
    breaker: {
      failures: breaker.failures ?? usual.breaker.failures,
      pause: milliseconds(breaker.pause) ?? usual.breaker.pause,
    },
    limits: {
      ...(limits.requests_per_minute !== undefined && { requestsPerMinute: limits.requests_per_minute }),
      ...(limits.tokens_per_minute !== undefined && { tokensPerMinute: limits.tokens_per_minute }),
      ...(limits.concurrent !== undefined && { concurrent: limits.concurrent }),
    },
    ...(hedge_after !== undefined && { hedgeAfter: hedge_after * 1000 }),
  };
};

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1000);
