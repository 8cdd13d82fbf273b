import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import { BrainError, InputError } from "../brain/core/errors.ts";
import { defaultModels } from "../brain/lms/default-models.ts";
import { profiles } from "../brain/lms/profiles.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { type Config, checkAddresses, loadConfig } from "./config.ts";
import { configFileName, loadConfigFile } from "./config-file.ts";
import { isNetworked } from "./connections/access.ts";
import { examineRoles } from "./connections/examine-roles.ts";
import { openEmbedder } from "./connections/open-embedder.ts";
import { databasePath } from "./connections/open-means.ts";
import { labelOf } from "./connections/resolve-connection.ts";
import { rolesOf } from "./connections/roles.ts";
import { loadSplits } from "./evaluation/load-splits.ts";
import { examineHome } from "./examine-home.ts";
import type { Finding } from "./finding.ts";
import { loadConversations } from "./load-conversations.ts";
import { loadPersona } from "./load-persona.ts";
import { loadSections } from "./load-sections.ts";
import { readModel } from "./models.ts";
import { createNetwork, type Network } from "./network.ts";
import { noSections } from "./no-sections.ts";
import { dataPathFor, defaultPersonaPath, splitsPathFor } from "./paths.ts";
import { personaGuards } from "./persona-guards.ts";
import { checkUsable } from "./programs/fit-program.ts";
import { chooseProgram, openPrograms } from "./programs/open-programs.ts";
import { saidInFile } from "./said-in-file.ts";
import type { Settings } from "./settings.ts";

/** Everything a chat would need, looked at one by one; nothing is asked of a paid service. */
export const examine = async (settings: Settings): Promise<readonly Finding[]> => {
  const node = nodeVersion();
  const loaded = await attempt("settings", async () => {
    const config = loadConfig();
    checkAddresses(config);
    return { config, detail: "environment and .env are readable" };
  });
  if (!("config" in loaded)) return [node, loaded];
  const { config } = loaded;
  const network = createNetwork();
  // What is wrong with the file is told by its own line; the others are looked at as if there were none.
  const sections = await loadSections().catch((error: unknown) => {
    if (error instanceof InputError) return noSections;
    throw error;
  });
  const means = { config, network, sections, states: new Map() };
  try {
    let fallback: string | undefined;
    const personaPath = settings.persona ?? defaultPersonaPath();
    const dataPath = settings.data ?? dataPathFor(personaPath);
    return [
      node,
      await settingsFile(),
      await attempt("persona", async () => {
        const file = await loadPersona(personaPath);
        await personaGuards(file);
        const { persona } = file;
        fallback = persona.model.fallback_lm;
        return { detail: `${persona.name}, ${persona.time_zone} (${personaPath})` };
      }),
      await attempt("examples", async () => ({
        detail: `${(await loadConversations(dataPath)).length} in ${dataPath}`,
      })),
      await attempt("splits", async () =>
        (await loadSplits(splitsPathFor(dataPath))) === undefined
          ? { state: "absent", detail: "none beside the examples: evaluation needs one, chat does not" }
          : { detail: splitsPathFor(dataPath) },
      ),
      await attempt("program", async () => {
        const chosen = await chooseProgram(undefined, openPrograms(settings, config).library);
        if (chosen === undefined) return { detail: "the default one: none is promoted" };
        const { respond } = await import("../brain/signatures/respond.ts");
        checkUsable(chosen, respond.name);
        return { detail: `${chosen.name} is promoted (${chosen.id})` };
      }),
      await attempt("weights", async () => {
        await Promise.all([readModel("embedder-idf.bin"), readModel("sentiment.bin")]);
        return { detail: "the offline embedder's and the sentiment reader's are there" };
      }),
      await searchIndex(),
      await attempt("embedder", async () => {
        const [connection] = rolesOf(sections, { embedder: settings.embedder }).embed;
        if (isNetworked(connection) && !profiles[connection.provider].isLocal) {
          return { detail: `${labelOf(connection)}, which charges: it is asked with --ping alone` };
        }
        const { provider, model, dimensions } = await (await openEmbedder(connection, means)).identity();
        return { detail: `${provider}:${model}, ${dimensions} dimensions` };
      }),
      ...(await examineRoles(settings, fallback, means)),
      await ollama(config, network),
      key("Together", "TOGETHER_API_KEY", config.togetherApiKey),
      key("OpenAI-compatible", "OPENAI_API_KEY", config.openaiApiKey, config.openaiBaseUrl),
      await examineHome(config.home),
      await attempt("spend", async () => {
        const { examineDatabase } = await import("../store/database/examine-database.ts");
        const path = databasePath(config);
        const found = await examineDatabase(path);
        return found === undefined
          ? { state: "absent", detail: "none was counted yet: the first call to a model begins understudy.db" }
          : { detail: `${plural(found.calls, "call")} in ${path}, which is whole` };
      }),
    ];
  } finally {
    await network.close();
  }
};

const nodeVersion = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 20);
  return {
    what: "Node",
    state: isEnough ? "good" : "broken",
    detail: process.version,
    ...(!isEnough && { fix: "install Node 20.20 or later" }),
  };
};

const attempt = async <Found extends { readonly detail: string; readonly state?: Finding["state"] }>(
  what: string,
  look: () => Promise<Found>,
): Promise<Finding | (Finding & Found)> => {
  try {
    return { what, state: "good", ...(await look()) };
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    return { what, state: "broken", detail: error.message };
  }
};

const settingsFile = (): Promise<Finding> =>
  attempt(configFileName, async () => {
    const path = resolve(configFileName);
    // A link that leads nowhere is there, too: its reader tells of it.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
      return { state: "absent", detail: "none in this folder: flags and the environment decide" };
    const said = saidInFile(await loadConfigFile(path));
    return { detail: `${path}: ${said}; understudy config shows them` };
  });

const searchIndex = async (): Promise<Finding> => {
  const { loadHnsw } = await import("../optimizers/load-hnsw.ts");
  const { hnswFromRows } = await import("../optimizers/choose-index.ts");
  const range = `exact search below ${hnswFromRows} examples`;
  return (await loadHnsw()) === undefined
    ? {
        what: "demo index",
        state: "absent",
        detail: `${range} and, since hnswlib-node is not installed or was not built, above too`,
        fix: "only for so many examples: install g++ and python3, then `npm rebuild hnswlib-node`",
      }
    : { what: "demo index", state: "good", detail: `${range}, hnswlib-node from there on` };
};

const ollama = async ({ ollamaHost }: Config, network: Network): Promise<Finding> => {
  const { probeOllama } = await import("./probe-ollama.ts");
  const { fetch } = await network.open();
  const found = await probeOllama({ host: ollamaHost, fetch });
  const pull = `\`ollama pull ${defaultModels.ollama.chat}\``;
  if (found.state === "absent") {
    return {
      what: "Ollama",
      state: "absent",
      detail: `nothing answers at ${hostOf(ollamaHost)}`,
      fix: `to use it: start it, then ${pull}`,
    };
  }
  return found.models.length === 0
    ? { what: "Ollama", state: "absent", detail: "answers, but has no chat model", fix: pull }
    : { what: "Ollama", state: "good", detail: `has ${[...found.models, ...found.embedders].join(", ")}` };
};

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : "the address in OLLAMA_HOST");

const key = (what: string, variable: string, value: string | undefined, address?: string): Finding => {
  const where = address === undefined ? "" : `, server ${hostOf(address)}`;
  return value === undefined
    ? { what, state: address === undefined ? "absent" : "good", detail: `${variable} is not set${where}` }
    : { what, state: "good", detail: `${variable} is set${where}` };
};
