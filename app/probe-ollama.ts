import { z } from "zod";
import type { Fetch } from "../brain/lms/fetch.ts";
import type { Timers } from "../brain/lms/timers.ts";
import { realTimers } from "./timers.ts";

export type OllamaState =
  | { readonly state: "absent" }
  | {
      readonly state: "ready";
      /** Names of the models that can chat, as `ollama list` orders them: the latest pulled first. */
      readonly models: readonly string[];
      readonly embedders: readonly string[];
    };

export type ProbeOptions = {
  /** A whole address. @default http://127.0.0.1:11434 */
  readonly host?: string;
  readonly fetch: Fetch;
  readonly signal?: AbortSignal;
  /** @default 1000 */
  readonly timeoutMs?: number;
  readonly timers?: Timers;
};

const absent = { state: "absent" } as const;

const tagsSchema = z.object({
  models: z.array(z.object({ name: z.string().min(1), details: z.object({ family: z.string() }).partial().nullish() })),
});

/** Whether an Ollama server answers, and which models it has. Never throws: whatever goes wrong is `absent`. */
export const probeOllama = async (options: ProbeOptions): Promise<OllamaState> => {
  const { host = "http://127.0.0.1:11434", fetch, signal, timeoutMs = 1000, timers = realTimers } = options;
  const settled = new AbortController();
  const stop = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
  const tooLate = timers.sleep(timeoutMs, stop).then(
    () => absent,
    () => absent,
  );
  try {
    return await Promise.race([listModels(host, fetch, stop), tooLate]);
  } catch {
    return absent;
  } finally {
    settled.abort();
  }
};

// A plain request: the SDK's `list` prints to the terminal when what answers is not an Ollama.
const listModels = async (host: string, fetch: Fetch, signal: AbortSignal): Promise<OllamaState> => {
  const response = await fetch(`${host}/api/tags`, { signal });
  const parsed = tagsSchema.safeParse(response.ok ? await response.json() : await response.body?.cancel());
  if (!parsed.success) return absent;
  const isEmbedder = (family = "") => /bert|embed/i.test(family);
  const named = (embeds: boolean) =>
    parsed.data.models.filter(({ details }) => isEmbedder(details?.family) === embeds).map(({ name }) => name);
  return { state: "ready", models: named(false), embedders: named(true) };
};
