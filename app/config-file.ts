import { lstat, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { InputError } from "../brain/core/errors.ts";
import { lmProviders, parseLmSpec } from "../brain/lms/parse-spec.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { errnoOf } from "../store/store-error.ts";
import { pathFrom } from "./config.ts";
import { describeIssue, formatPath, type Problem } from "./describe-issue.ts";
import { parseYaml, type YamlDocument } from "./parse-yaml.ts";
import { readTextFile } from "./read-text-file.ts";
import { type Price, parsePrice } from "./runner/parse-price.ts";

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

export type ConfigFile = { readonly path: string; readonly settings: readonly FileSetting[] };

const providers = "offline, ollama[:model], together[:model] or openai[:model]";
const text = z.string().trim().min(1);
const model = text.refine((spec) => accepts(() => parseLmSpec(spec)), providers);
const price = z
  .union([z.string(), z.number()])
  .refine(
    (given) => accepts(() => parsePrice(String(given))),
    "PROMPT/COMPLETION in US dollars a million tokens, such as 0.88/0.88",
  );

const chatSchema = z.strictObject({
  while_replying: z.enum(["queue", "interrupt"]).nullish(),
  typing_pace: z.number().min(0).nullish(),
  theme: z.enum(["auto", "light", "dark", "none"]).nullish(),
  screen_reader: z.boolean().nullish(),
  inspector: z.enum(["open", "closed"]).nullish(),
  price: price.nullish(),
});

/** A key without a value counts as not there, as an empty variable does. */
const fileSchema = z.strictObject({
  persona: text.nullish(),
  data: text.nullish(),
  lm: model.nullish(),
  embedder: model.nullish(),
  program: text.nullish(),
  chat: chatSchema.nullish(),
});

/**
 * The settings of an understudy.yaml, checked.
 * @throws {InputError} with line and column, what was found and what was expected, for the first five problems
 */
export const loadConfigFile = async (path: string): Promise<ConfigFile> => {
  await refuseSpecial(path);
  const written = await readTextFile(path, { maxBytes, mayBeEmpty: true });
  const document = parseYaml(written, path);
  const parsed = fileSchema.nullable().safeParse(document.value, { reportInput: true });
  if (!parsed.success) throw problemsOf(parsed.error, document, written, path);
  const { chat, ...plain } = parsed.data ?? {};
  const settings = [...found(plain, []), ...found(chat ?? {}, ["chat"])].map(({ keys, value }) => ({
    name: flagName(keys.at(-1) ?? ""),
    value: asFlag(keys, value, path),
    line: document.placeOf(keys).line,
  }));
  return { path, settings };
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

const accepts = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
};

const problemsOf = (error: z.ZodError, document: YamlDocument, written: string, where: string): InputError => {
  const problems = error.issues
    .flatMap((issue) =>
      describeIssue(issue, { showValues: true }).map((problem) => ({
        problem,
        near: nearestOf(issue, problem),
        ...placeOf(problem, document, written),
      })),
    )
    .toSorted((a, b) => a.line - b.line);
  const told = problems.slice(0, shownProblems).map(({ problem, near, line, column }) => {
    const at = formatPath(problem.path) || "the top";
    const what = problem.isKey
      ? `${at} is an unknown key`
      : `${at} holds ${problem.found}, expected ${problem.expected}`;
    return `  ${line}:${column} ${what}${near === undefined ? "" : `; did you mean ${near}?`}`;
  });
  const rest = problems.length - told.length;
  if (rest > 0) told.push(`  and ${rest} more`);
  return new InputError({
    what: `${problems.length} ${problems.length === 1 ? "problem" : "problems"} (line:column)\n${told.join("\n")}`,
    where,
    fix: "correct these places; `understudy help config` shows all that the file can hold",
  });
};

/** What was probably meant by a key, a choice or a model's provider that is not known. */
const nearestOf = (issue: z.core.$ZodIssue, { path, isKey }: Problem): string | undefined => {
  if (isKey) return nearestName(String(path.at(-1)), Object.keys((path.length > 1 ? chatSchema : fileSchema).shape));
  if (typeof issue.input !== "string") return undefined;
  if (issue.code === "invalid_value") return nearestName(issue.input, issue.values.map(String));
  if (path.at(-1) !== "lm" && path.at(-1) !== "embedder") return undefined;
  const [provider = "", ...models] = issue.input.split(":");
  const near = nearestName(provider, lmProviders);
  return near === undefined || near === provider ? undefined : [near, ...models].join(":");
};

/** Of an unknown key that holds further keys the place of the key itself, which stands above them. */
const placeOf = ({ path, isKey }: Problem, document: YamlDocument, written: string) => {
  const place = document.placeOf(path);
  if (!isKey) return place;
  const lines = written.split("\n").slice(0, place.line);
  const name = String(path.at(-1));
  const lead = /^[\s?{"'-]*/;
  const row = lines.findLastIndex((line) => line.replace(lead, "").startsWith(name));
  return row === -1 ? place : { line: row + 1, column: (lead.exec(lines[row] ?? "")?.[0].length ?? 0) + 1 };
};
