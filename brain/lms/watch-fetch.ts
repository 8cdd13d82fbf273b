import { LmError } from "../core/errors.ts";
import type { Fetch } from "./fetch.ts";
import { type Framing, guardBody } from "./guard-body.ts";
import { mapNetwork, mapStatus, type Refusal } from "./map-error.ts";
import type { Provider } from "./provider.ts";
import type { Timers } from "./timers.ts";

/** One request's fetch for an SDK, and what was seen of the answer on the way. */
export type WatchedFetch = {
  readonly fetch: Fetch;
  /** The fault as it was, before the SDK wrapped, logged or swallowed it. */
  fault(): LmError | undefined;
  /** Whether the server refused the request and named `parameter` in its reason. */
  refused(parameter: string): boolean;
  /** Whether the stream's own end mark (`[DONE]`, `"done":true`) went by. */
  sawEnd(): boolean;
};

/**
 * A fetch that carries `signal` (the ollama SDK takes none) and turns every fault of HTTP into an LmError by itself.
 * The SDKs must not see one: ollama's prints refusals and bad lines to the terminal and skips them.
 */
export const watchFetch = (
  fetch: Fetch,
  options: { provider: Provider; signal: AbortSignal; timers: Timers; framing: Framing },
): WatchedFetch => {
  const { provider, timers, framing } = options;
  let fault: LmError | undefined;
  let refusal: Refusal | undefined;
  let ended = false;

  const blame = (error: LmError): LmError => {
    fault = error;
    return error;
  };
  const malformed = (what: string): LmError =>
    blame(new LmError("malformed", `${provider.name} at ${provider.host} sent ${what}`, { retryable: true }));
  const hangUp = new AbortController();
  const onEnd = (rest: ReadableStreamDefaultReader<Uint8Array>) => {
    ended = true;
    void drain(rest, timers, hangUp);
  };

  const watched: Fetch = async (input, init) => {
    const signals = [options.signal, hangUp.signal, ...(init?.signal ? [init.signal] : [])];
    let response: Response;
    try {
      // Another host is not handed the user's words because this one says so.
      response = await fetch(input, { ...init, redirect: "manual", signal: AbortSignal.any(signals) });
    } catch (error) {
      throw blame(mapNetwork(error, provider));
    }
    if (!response.ok) {
      refusal = { status: response.status, headers: response.headers, body: await beginning(response) };
      throw blame(mapStatus(refusal, provider, timers.now()));
    }
    if (/text\/html/i.test(response.headers.get("content-type") ?? "")) {
      await response.body?.cancel();
      throw malformed(`a web page: is ${provider.addressVariable} the address of an API?`);
    }
    if (response.body === null) throw malformed("an answer with nothing in it");
    const body = guardBody(response.body, { framing, malformed, onEnd });
    return new Response(body, { status: response.status, headers: plain(response.headers) });
  };

  return {
    fetch: watched,
    fault: () => fault,
    refused: (parameter) =>
      refusal !== undefined && [400, 422].includes(refusal.status) && refusal.body.includes(parameter),
    sawEnd: () => ended,
  };
};

/** Milliseconds that a server has to close a reply that it has finished. */
const farewell = 250;

/** Reads a finished reply to its end, so that its connection serves the next turn; hangs up on a server that does not end it. */
const drain = async (rest: ReadableStreamDefaultReader<Uint8Array>, timers: Timers, hangUp: AbortController) => {
  const drained = new AbortController();
  timers.sleep(farewell, drained.signal).then(
    () => hangUp.abort(),
    () => {},
  );
  try {
    while (!(await rest.read()).done);
  } catch {
    // The reply is whole.
  }
  drained.abort();
};

/** The headers that still hold for the decoded body. */
const plain = (headers: Headers): Headers => {
  const kept = new Headers();
  for (const [name, value] of headers) if (!/^content-(encoding|length)$/i.test(name)) kept.append(name, value);
  return kept;
};

/** The first 16 KB of a body, as far as it arrives. */
const beginning = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > 16_384) break;
    }
  } catch {
    // The status says enough.
  }
  return text;
};
