import type { z } from "zod";
import { InputError } from "../brain/core/errors.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { checkSections } from "./check-sections.ts";
import { type ConfigValues, configSchema, keysAt } from "./config-schema.ts";
import { mayBeSecret, secretHint, withoutSecrets } from "./config-secrets.ts";
import { describeIssue, formatPath, type Problem } from "./describe-issue.ts";
import type { YamlDocument } from "./parse-yaml.ts";
import { withoutCredentials } from "./shown-address.ts";

const shownProblems = 5;

/** What is wrong with an understudy.yaml. */
export type ConfigFault = {
  /** With line and column, what was found and what was expected, for the first five problems. */
  readonly error: InputError;
  /** Whether what it says of these keys of the file's top may be meant otherwise than it was read. */
  concerns(keys: readonly string[]): boolean;
};

export type CheckedConfig = {
  /** Of what stands below a key of the top with a mistake its default. */
  readonly values: ConfigValues;
  readonly fault?: ConfigFault;
};

/**
 * What the document of an understudy.yaml says, and what is wrong with it. A key without a value counts as not there, as
 * an empty variable does. Nothing that may be a key or a password is told.
 * @param where the file, as its fault names it
 */
export const checkConfig = (document: YamlDocument, where: string): CheckedConfig => {
  const written = document.value ?? {};
  const tried = configSchema.safeParse(written, { reportInput: true });
  // Keys without a value are taken out where nothing was expected to be nothing.
  const empty = tried.success ? [] : tried.error.issues.flatMap((issue) => (isEmptyKey(issue) ? [issue.path] : []));
  const value = empty.length === 0 ? written : without(structuredClone(written), empty);
  const parsed = empty.length === 0 ? tried : configSchema.safeParse(value, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues;
  const misfits = checkSections(parsed.data ?? configSchema.parse(usablePartOf(value)));
  const told: readonly Told[] = [
    ...unusableNames(value),
    ...issues.flatMap((issue) => toldOf(withItsValue(issue, value))),
    ...misfits.map(({ path, what, near, isKey = false }) => ({ problem: { path, isKey }, near, what })),
  ];
  if (parsed.success && told.length === 0) return { values: parsed.data };
  return {
    values: configSchema.safeParse(soundPartOf(value, told)).data ?? configSchema.parse({}),
    fault: { error: problemsOf(told, document, where), concerns: (keys) => told.some((each) => isOf(each, keys)) },
  };
};

type Told = {
  readonly problem: Pick<Problem, "path" | "isKey">;
  readonly what: string;
  readonly near: string | undefined;
};

/** JavaScript's objects, and zod, keep no such key: what stands below it would be gone without a word. */
const unusableNames = (value: unknown, path: Problem["path"] = []): readonly Told[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return key === "__proto__"
      ? [{ problem: { path: at, isKey: true }, what: "is no name that can be used", near: undefined }]
      : unusableNames(held, at);
  });
};

const toldOf = (issue: z.core.$ZodIssue): readonly Told[] => {
  const emptyOne = issue.input === null ? expectedBelow(issue.path) : undefined;
  return describeIssue(issue, { showValues: !mayBeSecret(asPath(issue.path)) })
    .filter(({ path }) => path.at(-1) !== "__proto__") // told already
    .map((problem) => {
      const hint = secretHint(problem);
      const what = problem.isKey
        ? "is an unknown key"
        : emptyOne === undefined
          ? `holds ${problem.found}, expected ${problem.expected}`
          : `is empty: ${emptyOne} is expected below it`;
      return { problem, what: hint === undefined ? what : `${what}; ${hint}`, near: nearestOf(issue, problem) };
    });
};

const asPath = (path: readonly PropertyKey[]): Problem["path"] =>
  path.map((key) => (typeof key === "number" ? key : String(key)));

/** What a connection, an experiment or a variant holds at least: one without anything in it was begun, and not left out. */
const expectedBelow = ([section, , part, ...rest]: readonly PropertyKey[]): string | undefined => {
  if (section === "connections" && part === undefined) return "`provider` at least";
  if (section !== "experiments") return undefined;
  if (part === undefined) return "`variants` at least";
  return part === "variants" && rest.length === 1 ? "`share`, such as `share: 1`," : undefined;
};

const isEmptyKey = ({ input, path }: z.core.$ZodIssue): boolean =>
  input === null && typeof path.at(-1) === "string" && (path.length < 2 || expectedBelow(path) === undefined);

/** Of a file with mistakes what can be read by itself, so that all mistakes are told at once. */
const usablePartOf = (value: object): object => {
  const { connections } = configSchema.shape;
  // Where they have mistakes, what names them may be right.
  if (!connections.safeParse(valueAt(value, ["connections"])).success) return {};
  const usable = Object.entries(configSchema.shape).flatMap(([key, schema]) => {
    const part = valueAt(value, [key]);
    return schema.safeParse(part).success ? [[key, part]] : [];
  });
  return Object.fromEntries(usable);
};

const soundPartOf = (value: object, told: readonly Told[]): object => {
  const faulty = new Set(told.map(({ problem }) => problem.path[0]));
  if (Array.isArray(value) || faulty.has(undefined)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
};

/** A key of the top that is not known may be any: the one that it looks like, where it looks like one. */
const isOf = ({ problem: { path, isKey }, near }: Told, keys: readonly string[]): boolean => {
  const [section] = path;
  if (section === undefined) return true;
  if (isKey && path.length === 1) return near === undefined || keys.includes(near);
  return keys.includes(String(section));
};

const without = (value: object, paths: readonly PropertyKey[][]): object => {
  for (const path of paths) {
    const parent = Object(valueAt(value, path.slice(0, -1)));
    Reflect.deleteProperty(parent, path.at(-1) ?? "");
  }
  return value;
};

export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((at, key) => (Object.hasOwn(Object(at), key) ? Reflect.get(Object(at), key) : undefined), value);

/** Rules over several keys are told at one of them: what is found there is what counts. */
const withItsValue = (issue: z.core.$ZodIssue, value: unknown): z.core.$ZodIssue =>
  issue.code === "custom" ? { ...issue, input: valueAt(value, issue.path) } : issue;

const problemsOf = (all: readonly Told[], document: YamlDocument, where: string): InputError => {
  const problems = all
    .map((each) => ({ ...each, ...placeOf(each.problem, document) }))
    .toSorted((a, b) => a.line - b.line);
  const told = problems.slice(0, shownProblems).map(({ problem, what, near, line, column }) => {
    const at = formatPath(withoutSecrets(problem.path)) || "the top";
    return `  ${line}:${column} ${at} ${withoutCredentials(what)}${near === undefined ? "" : `; did you mean ${near}?`}`;
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

/** Of an unknown key the place of the key itself, which may stand far above what it holds. */
const placeOf = ({ path, isKey }: Told["problem"], document: YamlDocument) =>
  isKey ? document.placeOfKey(path) : document.placeOf(path);
