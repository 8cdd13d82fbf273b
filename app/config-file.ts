import { lstat, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { InputError } from "../brain/core/errors.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { errnoOf } from "../store/store-error.ts";
import { checkSections } from "./check-sections.ts";
import { pathFrom } from "./config.ts";
import { type ConfigValues, configSchema, keysAt } from "./config-schema.ts";
import { describeIssue, formatPath, type Problem } from "./describe-issue.ts";
import { parseYaml, type YamlDocument } from "./parse-yaml.ts";
import { readTextFile } from "./read-text-file.ts";
import { type Price, parsePrice } from "./runner/parse-price.ts";
import type { Sections } from "./sections.ts";

/** The settings of a folder: every command that is started there reads them. */
export const configFileName = "understudy.yaml";

/** Some hundred times what all keys take. */
const maxBytes = 64 * 1024;
const shownProblems = 5;

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

/** A command reads it twice, for its flags and for its sections; it is parsed again where it holds something else. */
let last: { readonly path: string; readonly written: string; readonly file: ConfigFile } | undefined;

/**
 * The settings and sections of an understudy.yaml, checked. A key without a value counts as not there, as an empty variable
 * does.
 * @throws {InputError} with line and column, what was found and what was expected, for the first five problems
 */
export const loadConfigFile = async (path: string): Promise<ConfigFile> => {
  await refuseSpecial(path);
  const written = await readTextFile(path, { maxBytes, mayBeEmpty: true });
  if (last?.path !== path || last.written !== written) last = { path, written, file: parseConfig(written, path) };
  return last.file;
};

const parseConfig = (written: string, path: string): ConfigFile => {
  const document = parseYaml(written, path);
  const values = check(document, written, path);
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

/** @throws {InputError} */
const check = (document: YamlDocument, written: string, path: string): ConfigValues => {
  const value = document.value ?? {};
  const tried = configSchema.safeParse(value, { reportInput: true });
  // Keys without a value are taken out where nothing was expected to be nothing.
  const empty = tried.success ? [] : tried.error.issues.flatMap((issue) => (isEmptyKey(issue) ? [issue.path] : []));
  const parsed =
    empty.length === 0 ? tried : configSchema.safeParse(without(structuredClone(value), empty), { reportInput: true });
  const wrong = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) =>
        describeIssue(withItsValue(issue, value), { showValues: true }).map((problem) => ({
          problem,
          near: nearestOf(issue, problem),
          what: problem.isKey ? "is an unknown key" : `holds ${problem.found}, expected ${problem.expected}`,
        })),
      );
  const misfits = checkSections(parsed.data ?? usablePartOf(value)).map(
    ({ path: keys, what, near, isKey = false }) => ({
      problem: { path: keys, isKey },
      near,
      what,
    }),
  );
  if (parsed.success && misfits.length === 0) return parsed.data;
  throw problemsOf([...wrong, ...misfits], document, written, path);
};

/** Of a file with mistakes what can be read by itself, so that all mistakes are told at once. */
const usablePartOf = (value: object): ConfigValues => {
  const { connections } = configSchema.shape;
  // Where they have mistakes, what names them may be right.
  if (!connections.safeParse(valueAt(value, ["connections"])).success) return configSchema.parse({});
  const usable = Object.entries(configSchema.shape).flatMap(([key, schema]) => {
    const part = valueAt(value, [key]);
    return schema.safeParse(part).success ? [[key, part]] : [];
  });
  return configSchema.parse(Object.fromEntries(usable));
};

/** A connection or an experiment without anything in it was begun, and not left out. */
const isEmptyKey = ({ input, path }: z.core.$ZodIssue): boolean =>
  input === null &&
  typeof path.at(-1) === "string" &&
  !(path.length === 2 && (path[0] === "connections" || path[0] === "experiments"));

const without = (value: object, paths: readonly PropertyKey[][]): object => {
  for (const path of paths) {
    const parent = Object(valueAt(value, path.slice(0, -1)));
    Reflect.deleteProperty(parent, path.at(-1) ?? "");
  }
  return value;
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((at, key) => (Object.hasOwn(Object(at), key) ? Reflect.get(Object(at), key) : undefined), value);

/** Rules over several keys are told at one of them: what is found there is what counts. */
const withItsValue = (issue: z.core.$ZodIssue, value: unknown): z.core.$ZodIssue =>
  issue.code === "custom" ? { ...issue, input: valueAt(value, issue.path) } : issue;

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

type Told = {
  readonly problem: Pick<Problem, "path" | "isKey">;
  readonly what: string;
  readonly near: string | undefined;
};

const problemsOf = (all: readonly Told[], document: YamlDocument, written: string, where: string): InputError => {
  const problems = all
    .map((each) => ({ ...each, ...placeOf(each.problem, document, written) }))
    .toSorted((a, b) => a.line - b.line);
  const told = problems.slice(0, shownProblems).map(({ problem, what, near, line, column }) => {
    const at = formatPath(problem.path) || "the top";
    return `  ${line}:${column} ${at} ${what}${near === undefined ? "" : `; did you mean ${near}?`}`;
  });
  const rest = problems.length - told.length;
  if (rest > 0) told.push(`  and ${rest} more`);
  return new InputError({
    what: `${problems.length} ${problems.length === 1 ? "problem" : "problems"} (line:column)\n${told.join("\n")}`,
    where,
    fix: "correct these places; `understudy help config` shows all that the file can hold",
  });
};

/** What was probably meant by a key or a choice that is not known. */
const nearestOf = (issue: z.core.$ZodIssue, { path, isKey }: Problem): string | undefined => {
  if (isKey) return nearestName(String(path.at(-1)), keysAt(path.slice(0, -1)));
  if (issue.code !== "invalid_value" || typeof issue.input !== "string") return undefined;
  return nearestName(issue.input, issue.values.map(String));
};

/** Of an unknown key that holds further keys the place of the key itself, which stands above them. */
const placeOf = ({ path, isKey }: Told["problem"], document: YamlDocument, written: string) => {
  const place = document.placeOf(path);
  if (!isKey) return place;
  const lines = written.split("\n").slice(0, place.line);
  const name = String(path.at(-1));
  const lead = /^[\s?{"'-]*/;
  const row = lines.findLastIndex((line) => line.replace(lead, "").startsWith(name));
  return row === -1 ? place : { line: row + 1, column: (lead.exec(lines[row] ?? "")?.[0].length ?? 0) + 1 };
};
