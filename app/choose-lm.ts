import { defaultModels } from "../brain/lms/default-models.ts";
import { type LmSpec, parseLmSpec } from "../brain/lms/parse-spec.ts";
import type { ConnectionMeans } from "./connections.ts";
import type { Settings } from "./settings.ts";

export type LmChoice = { readonly spec: LmSpec; readonly reason: string };

/** Which model speaks, and why: the one asked for; else Together where there is a key; else an Ollama that answers and has a model; else offline. @throws {InputError} */
export const chooseLm = async ({ lm, lmFrom }: Settings, { config, network }: ConnectionMeans): Promise<LmChoice> => {
  if (lm !== undefined) {
    return { spec: parseLmSpec(lm), reason: lmFrom === undefined ? "as asked for with --lm" : `as ${lmFrom} says` };
  }
  if (config.togetherApiKey !== undefined) return { spec: { provider: "together" }, reason: "TOGETHER_API_KEY is set" };
  const { probeOllama } = await import("./probe-ollama.ts");
  const { fetch } = await network.open();
  const found = await probeOllama({ host: config.ollamaHost, fetch });
  const nothing = "no Together key";
  if (found.state === "absent") return { spec: { provider: "offline" }, reason: `${nothing}, no Ollama answering` };
  const usual = found.models.find((name) => name === defaultModels.ollama.chat) ?? found.models[0];
  return usual === undefined
    ? {
        spec: { provider: "offline" },
        reason: `${nothing}, and Ollama has no chat model: \`ollama pull ${defaultModels.ollama.chat}\` gets one`,
      }
    : { spec: { provider: "ollama", model: usual }, reason: "no Together key, but Ollama answers" };
};
