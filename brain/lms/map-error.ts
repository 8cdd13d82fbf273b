import { LmError } from "../core/errors.ts";
import type { Provider } from "./provider.ts";

/** What a server answered instead of a reply. `body` is read here and never quoted: servers echo prompts and keys. */
export type Refusal = { readonly status: number; readonly headers: Headers; readonly body: string };

/** An HTTP status as our error. `now` (ms since 1970) is what a Retry-After date is compared with. */
export const mapStatus = ({ status, headers, body }: Refusal, provider: Provider, now: number): LmError => {
  const { name, host, model, keyVariable } = provider;
  const what = errorName(body);
  const http = what === undefined ? `HTTP ${status}` : `HTTP ${status}, ${what}`;
  const retryAfterMs = retryAfter(headers, now);
  const again = { retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const final = { retryable: false };
  if (isRedirect(status)) {
    const fix = `it is not followed; set ${provider.addressVariable} to the one that answers`;
    return new LmError(
      "rejected",
      `${name} at ${host} sends requests on to another address (HTTP ${status}): ${fix}`,
      final,
    );
  }
  if (status === 401 || status === 403) {
    const fix = keyVariable === undefined ? `is a sign-in needed for ${model}?` : `check ${keyVariable}`;
    return new LmError("unauthorized", `${name} at ${host} refused access (${http}): ${fix}`, final);
  }
  if (status === 404 && !/model/i.test(body)) {
    const where = `${name} has nothing at this path of ${host} (${http})`;
    return new LmError(
      "not-found",
      `${where}: check ${provider.addressVariable}, or the model: ${provider.getModel}`,
      final,
    );
  }
  if (status === 404 || what === "model_not_found" || what === "model_not_available") {
    return new LmError("not-found", `${name} has no model ${model}: ${provider.getModel}`, final);
  }
  if (status === 429) {
    return what === "insufficient_quota"
      ? new LmError("rate-limited", `${name} says that the account's quota is used up (${http})`, final)
      : new LmError("rate-limited", `${name} at ${host} limits how often it is asked (${http})`, again);
  }
  if (status === 408) return new LmError("timeout", `${name} at ${host} gave up waiting (${http})`, again);
  if (status >= 500 || status === 409 || status === 425) {
    return new LmError("server", `${name} at ${host} failed (${http})`, again);
  }
  return new LmError("rejected", `${name} at ${host} refused the request (${http})${reasonOf(status, body)}`, final);
};

/** 0: how a browser's fetch tells one. Where it leads stays out of messages: servers echo prompts and keys. */
const isRedirect = (status: number): boolean => status === 0 || (status >= 300 && status < 400);

/** A fault of the network, as fetch throws it, as our error. */
export const mapNetwork = (error: unknown, { name, host, addressVariable }: Provider): LmError => {
  const cause = systemError(error);
  const code = cause?.code ?? "";
  if (/CONNECT_TIMEOUT|ETIMEDOUT/.test(code)) {
    return new LmError("timeout", `no connection to ${name} at ${host} in time (${code})`, { cause, retryable: true });
  }
  if (/CERT|TLS|SSL|ALTNAME/.test(code)) {
    const what = `${host} showed a certificate that is not trusted (${code})`;
    return new LmError("unreachable", `${name}: ${what}: check ${addressVariable}`, { cause, retryable: false });
  }
  const why = code === "" ? "" : ` (${code})`;
  const fix = `is it running, and is ${addressVariable} right?`;
  return new LmError("unreachable", `${name} cannot be reached at ${host}${why}: ${fix}`, { cause, retryable: true });
};

/** What an SDK threw while it read the reply, as our error. The SDK's own stays out: it may quote the reply. */
export const mapStream = (error: unknown, { name, host }: Provider): LmError => {
  if (error instanceof LmError) return error;
  const who = `${name} at ${host}`;
  const cause = systemError(error);
  if (cause !== undefined || (error instanceof TypeError && error.message === "terminated")) {
    const message = `the connection to ${who} broke in the middle of the reply`;
    return new LmError("unreachable", message, { cause, retryable: true, hasBegun: true });
  }
  if (error instanceof Error && error.message.startsWith("Did not receive done")) return unfinished(who);
  return error instanceof SyntaxError || error instanceof TypeError
    ? new LmError("malformed", `${who} sent something that is not a reply`, { retryable: true })
    : new LmError("server", `${who} reported an error in the middle of the reply`, { retryable: true, hasBegun: true });
};

/** A stream that ended properly, but before the reply did. */
export const unfinished = (who: string): LmError =>
  new LmError("malformed", `${who} ended its reply without finishing it`, { retryable: true });

/** The first error in the chain of causes that the system or undici made: their messages hold addresses and no more. */
const systemError = (error: unknown): (Error & { readonly code: string }) | undefined => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(at.code)) {
      return at as Error & { readonly code: string };
    }
  }
  return undefined;
};

/** The server's own name of the fault where it is plainly a name (`context_length_exceeded`): no digits, so no key. */
const errorName = (body: string): string | undefined =>
  /"(?:code|type)"\s*:\s*"([a-z]{2,20}(?:_[a-z]{2,20}){1,4})"/.exec(body)?.[1];

const reasonOf = (status: number, body: string): string => {
  if (status === 402) return ": check the account's credit";
  if (status === 413 || /context.{0,20}length|too long|too large/i.test(body)) {
    return ": the prompt is too long for the model; lower history_tokens or demos in persona.yaml";
  }
  if (/does not support (chat|generate)/i.test(body)) return ": the model cannot chat; choose another";
  if (/does not support embed/i.test(body)) return ": the model gives no embeddings; choose another";
  return "";
};

/**
 * Retry-After, in seconds or as an HTTP date, in milliseconds. A date is compared with the server's own `Date` where it
 * sends one, else with `now`: a clock that is wrong here, or jumps, then changes nothing.
 */
const retryAfter = (headers: Headers, now: number): number | undefined => {
  const given = headers.get("retry-after")?.trim();
  if (!given) return undefined;
  const isSeconds = /^\d+(\.\d+)?$/.test(given);
  const sent = dateOf(headers.get("date"));
  const ms = isSeconds ? Number(given) * 1000 : dateOf(given) - (Number.isNaN(sent) ? now : sent);
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
};

/** Milliseconds since 1970. Date.parse alone would take "-5" for a year. */
const dateOf = (given: string | null): number =>
  given !== null && /^[A-Z][a-z]+,? /.test(given) ? Date.parse(given) : Number.NaN;
