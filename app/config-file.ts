import { lstat, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../brain/core/errors.ts";
import { errnoOf } from "../store/store-error.ts";
import { type ConfigFault, checkConfig, valueAt } from "./check-config.ts";
import { pathFrom } from "./config.ts";
import { type ConfigValues, configSchema } from "./config-schema.ts";
import { parseYaml, type YamlDocument } from "./parse-yaml.ts";
import { readTextFile } from "./read-text-file.ts";
import { type Price, parsePrice } from "./runner/parse-price.ts";
import type { Sections } from "./sections.ts";

/** The settings of a folder: every command that is started there reads them. */
export const configFileName = "understudy.yaml";

/** Some hundred times what all keys take. */
const maxBytes = 64 * 1024;

/** One setting, under the name of its flag in camelCase, as its flag would be read; paths are absolute. */
export type FileSetting = {
  readonly name: string;
  readonly value: string | number | boolean | Price;
  /** From 1. */
  readonly line: number;
};

export type ConfigFile = {
  readonly path: string;
  readonly settings: readonly FileSetting[];
  /** What flags cannot say. */
  readonly sections: Sections;
};

/** A file as far as it can be read: of what has a mistake its default. */
export type ReadConfigFile = { readonly file: ConfigFile; readonly fault?: ConfigFault };

/** A command reads it twice, for its flags and for its sections; it is parsed again where it holds something else. */
let last: { readonly path: string; readonly written: string; readonly read: ReadConfigFile } | undefined;

/**
 * The settings and sections of an understudy.yaml, checked. A key without a value counts as not there, as an empty variable
 * does.
 * @throws {InputError} with line and column, what was found and what was expected, for the first five problems
 */
export const loadConfigFile = async (path: string): Promise<ConfigFile> => {
  const { file, fault } = await readConfigFile(path);
  if (fault !== undefined) throw fault.error;
  return file;
};

/** The same, where mistakes in what is written there are told, not thrown. @throws {InputError} it cannot be read at all */
export const readConfigFile = async (path: string): Promise<ReadConfigFile> => {
  await refuseSpecial(path);
  const written = await readTextFile(path, { maxBytes, mayBeEmpty: true });
  if (last?.path !== path || last.written !== written) last = { path, written, read: parseConfig(written, path) };
  return last.read;
};

const parseConfig = (written: string, path: string): ReadConfigFile => {
  const document = parsed(written, path);
  if (document instanceof InputError) {
    const nothing: YamlDocument = parseYaml("", path);
    return { file: fileOf(configSchema.parse({}), nothing, path), fault: { error: document, concerns: () => true } };
  }
  const { values, fault } = checkConfig(document, path);
  return { file: fileOf(values, document, path), ...(fault && { fault }) };
};

const parsed = (written: string, path: string): YamlDocument | InputError => {
  try {
    return parseYaml(written, path);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
};

const fileOf = (values: ConfigValues, document: YamlDocument, path: string): ConfigFile => {
  const { chat, connections, roles, budgets, log, metrics, experiments, ...plain } = values;
  const settings = [...found(plain, []), ...found(chat, ["chat"])].map(({ keys, value }) => ({
    name: flagName(keys.at(-1) ?? ""),
    value: asFlag(keys, value, path),
    line: document.placeOf(keys).line,
  }));
  const has = (keys: readonly (string | number)[]) => valueAt(document.value, keys) !== undefined;
  const sections: Sections = {
    path,
    connections,
    roles,
    budgets,
    log,
    metrics: { ...metrics, plugins: metrics.plugins.map((plugin) => pathFrom(dirname(path), plugin)) },
    experiments,
    lineOf: (keys) => (has(keys) ? document.placeOf(keys).line : undefined),
  };
  return { path, settings, sections };
};

/** Nobody means to write settings into a pipe, and reading one would wait for its other end. @throws {InputError} */
const refuseSpecial = async (path: string): Promise<void> => {
  const found = await stat(path).catch((error: unknown) => errnoOf(error));
  if (typeof found === "object" && (found.isFile() || found.isDirectory())) return; // of a folder its reader tells
  if (typeof found === "object") throw new InputError({ what: "is a pipe or a device, not a file", where: path });
  const isLink = await lstat(path).then(
    (itself) => itself.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return; // its reader tells what is wrong
  throw new InputError({
    what: found === "ELOOP" ? "is a link that leads in a circle" : "is a link to a file that is not there",
    where: path,
    fix: "remove the link, or let it lead to a file of settings",
  });
};

type Found = { readonly keys: readonly string[]; readonly value: string | number | boolean };

const found = (
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
  above: readonly string[],
): readonly Found[] =>
  Object.entries(values).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ keys: [...above, key], value }],
  );

const asFlag = (keys: readonly string[], value: Found["value"], path: string): FileSetting["value"] => {
  const key = keys.at(-1);
  if (key === "persona" || key === "data") return pathFrom(dirname(path), String(value));
  return key === "price" ? parsePrice(String(value)) : value;
};

const flagName = (key: string): string => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
