import { loadConfig } from "../../../app/config.ts";
import { loadSections } from "../../../app/load-sections.ts";
import { createNetwork } from "../../../app/network.ts";
import { probeOllama } from "../../../app/probe-ollama.ts";
import type { ModelOffer } from "./model-offer.ts";

/** Models of an Ollama server that are named, at most. */
const namedModels = 12;

/**
 * What is known of a model before it is asked: whether Ollama answers and has it; of servers elsewhere only that there is a
 * key. `undefined` where nothing stands against it. @throws {InputError}
 */
export const lookAtModel = async (lm: string): Promise<string | undefined> => {
  const [, provider, name] = lm.match(/^([a-z]+):?(.*)$/) ?? [];
  const config = loadConfig();
  const key = provider === "together" ? config.togetherApiKey : config.openaiApiKey;
  if (provider === "together" || provider === "openai") {
    return key === undefined ? "its server was not asked yet" : "whether its key is right shows with your next message";
  }
  if (provider !== "ollama") return undefined;
  const network = createNetwork();
  try {
    const { fetch } = await network.open();
    const ollama = await probeOllama({ host: config.ollamaHost, fetch });
    if (ollama.state === "absent") return `no server answers at ${config.ollamaHost} now: \`ollama serve\` starts it`;
    const has = ollama.models.some((each) => each === name || each === `${name}:latest`);
    return has ? undefined : `the server at ${config.ollamaHost} does not have it: \`ollama pull ${name}\` gets it`;
  } finally {
    await network.close();
  }
};

/** What could be asked from here: the connections of understudy.yaml, each provider with what it lacks, and the models that Ollama has. @throws {InputError} */
export const listModels = async (): Promise<readonly ModelOffer[]> => {
  const config = loadConfig();
  const network = createNetwork();
  try {
    const { connections } = await loadSections();
    const { fetch } = await network.open();
    const ollama = await probeOllama({ host: config.ollamaHost, fetch });
    const key = (name: string, value: string | undefined) => (value === undefined ? `needs ${name}` : `${name} is set`);
    return [
      ...Object.entries(connections).map(([name, { provider, model }]) => ({
        name,
        note: `${model === undefined ? provider : `${provider}:${model}`}, of understudy.yaml`,
      })),
      { name: "offline", note: "answers from the examples; needs nothing" },
      ...(ollama.state === "absent"
        ? [{ name: "ollama", note: `no server answers at ${config.ollamaHost}: start it with \`ollama serve\`` }]
        : ollama.models.length === 0
          ? [{ name: "ollama", note: "has no chat model yet: `ollama pull` gets one" }]
          : ollama.models
              .slice(0, namedModels)
              .map((name) => ({ name: `ollama:${name}`, note: `at ${config.ollamaHost}` }))),
      { name: "together", note: key("TOGETHER_API_KEY", config.togetherApiKey) },
      { name: "openai", note: key("OPENAI_API_KEY", config.openaiApiKey) },
    ];
  } finally {
    await network.close();
  }
};
