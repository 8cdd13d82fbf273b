import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of this installation: the nearest one, from `start` upwards, whose package.json is named understudy.
 * Holds for the sources (`app/paths.ts`) as for the bundle (`dist/*.js`).
 * @throws {Error} where there is none: the program was taken apart.
 */
export const packageRoot = (start: string = import.meta.url): string => {
  const from = dirname(fileURLToPath(start));
  for (let folder = from; ; folder = dirname(folder)) {
    if (packageName(join(folder, "package.json")) === "understudy") return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json named understudy above ${from}`);
  }
};

/** `training_data/persona.yaml` of this installation: the persona that is met without `--persona`. */
export const defaultPersonaPath = (root: string = packageRoot()): string => join(root, "training_data", "persona.yaml");

/** The examples that belong to a persona: `conversations.json` beside its file. */
export const dataPathFor = (personaPath: string): string => join(dirname(personaPath), "conversations.json");

/** The frozen split that belongs to examples: `splits.json` beside them. It may be missing. */
export const splitsPathFor = (dataPath: string): string => join(dirname(dataPath), "splits.json");

/** Where the small trained weights of this installation lie. */
export const modelsFolder = (root: string = packageRoot()): string => join(root, "training_data", "models");

/** The labelled cases that come with the program: what `guard test` runs without `--cases`. */
export const guardCasesPath = (root: string = packageRoot()): string =>
  join(root, "training_data", "guard_cases.jsonl");

/** Where the program writes, unless `UNDERSTUDY_HOME` moves it. */
export const defaultHome = (cwd: string): string => join(cwd, ".understudy");

const packageName = (path: string): string | undefined => {
  try {
    return /"name"\s*:\s*"([^"]*)"/.exec(readFileSync(path, "utf8"))?.[1];
  } catch {
    return undefined; // no package.json here: look one folder up
  }
};
