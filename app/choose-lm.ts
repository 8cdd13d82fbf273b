import { defaultModels } from "../brain/lms/default-models.ts";
import { defaultResilience } from "../brain/lms/resilience/resilience.ts";
import type { ConnectionSettings } from "./connections/connection.ts";
import type { ConnectionMeans } from "./connections/means.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import { ofRole } from "./connections/roles.ts";
import type { Settings } from "./settings.ts";

/** Which connections reply, in the order in which they are tried, and why these. */
export type LmChoice = {
  readonly connections: readonly [ConnectionSettings, ...ConnectionSettings[]];
  readonly reason: string;
};

/**
 * Who speaks: the one asked for with --lm; else those of `roles.reply`; else Together where there is a key; else an Ollama
 * that answers and has a model; else offline.
 * @throws {InputError}
 */
export const chooseLm = async (
  { lm, lmFrom }: Pick<Settings, "lm" | "lmFrom">,
  { config, network, sections }: Pick<ConnectionMeans, "config" | "network" | "sections">,
): Promise<LmChoice> => {
  if (lm !== undefined) {
    return {
      connections: [resolveConnection(lm, sections, lmFrom ?? "--lm")],
      reason: lmFrom === undefined ? "as asked for with --lm" : `as ${lmFrom} says`,
    };
  }
  const [first, ...others] = ofRole("reply", sections);
  if (first !== undefined) {
    const line = sections.lineOf(["roles", "reply"]);
    const source = line === undefined ? "roles.reply" : `understudy.yaml:${line}`;
    return { connections: [first, ...others], reason: `as ${source} says` };
  }
  if (config.togetherApiKey !== undefined) return automatic("together", "TOGETHER_API_KEY is set");
  const { probeOllama } = await import("./probe-ollama.ts");
  const { fetch } = await network.open();
  const found = await probeOllama({ host: config.ollamaHost, fetch });
  const nothing = "no Together key";
  if (found.state === "absent") return automatic("offline", `${nothing}, no Ollama answering`);
  const usual = found.models.find((name) => name === defaultModels.ollama.chat) ?? found.models[0];
  return usual === undefined
    ? automatic(
        "offline",
        `${nothing}, and Ollama has no chat model: \`ollama pull ${defaultModels.ollama.chat}\` gets one`,
      )
    : automatic("ollama", "no Together key, but Ollama answers", usual);
};

const automatic = (provider: ConnectionSettings["provider"], reason: string, model?: string): LmChoice => ({
  connections: [{ provider, ...(model !== undefined && { model }), resilience: defaultResilience }],
  reason,
});
