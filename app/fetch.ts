import { Agent, fetch as undiciFetch } from "undici";
import type { Fetch } from "../brain/lms/fetch.ts";
import { defaultResilience } from "../brain/lms/resilience/resilience.ts";

/** undici counts the time to connect to about half a second. */
const connectTimeout = defaultResilience.connect;

/**
 * A fetch that gives up connecting after `connectMs` and waits for everything else without limit: how long a model may
 * think is the connection's own rule. It keeps its connections open for the next turn; `close` ends them.
 */
export const createFetch = ({ connectMs = connectTimeout } = {}): { fetch: Fetch; close(): Promise<void> } => {
  const dispatcher = new Agent({ connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
  // undici's own types describe the same fetch as the ones that Node's types took from an earlier undici.
  const fetch = ((input: never, init: object) => undiciFetch(input, { ...init, dispatcher })) as unknown as Fetch;
  return { fetch, close: () => dispatcher.destroy() };
};
