import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { InputError } from "../../brain/core/errors.ts";
import { describeIssue, formatPath } from "../describe-issue.ts";
import { groups, type TurnMetric, units } from "./turn-metric.ts";

/** Milliseconds. A module that asks a server as it is loaded waits too long already; one that waits for ever would end the process without a word. */
const patience = 10_000;

const callable = z.custom<(...given: never[]) => unknown>((value) => typeof value === "function", "a function");

const metricSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case words joined by hyphens")
    .max(40),
  help: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, "text without line breaks and other control characters"),
  group: z.enum(groups),
  unit: z.enum(units),
  of: callable,
  show: callable.optional(),
});

/**
 * The metrics of modules that a person wrote: each has one metric, or a list of them, as its default export.
 * @param paths absolute
 * @param taken names of metrics that there are already
 * @param wait milliseconds in which each must be loaded
 * @throws {InputError} a module that cannot be loaded, one that exports something else, a name that is taken
 */
export const loadPlugins = async (
  paths: readonly string[],
  taken: ReadonlySet<string>,
  { wait = patience }: { readonly wait?: number } = {},
): Promise<readonly TurnMetric[]> => {
  const metrics: TurnMetric[] = [];
  const names = new Set(taken);
  for (const path of paths) {
    for (const metric of await load(path, wait)) {
      if (names.has(metric.name))
        throw new InputError({
          what: `there is a metric named ${metric.name} already`,
          where: path,
          fix: "give this one another name",
        });
      names.add(metric.name);
      metrics.push(metric);
    }
  }
  return metrics;
};

const load = async (path: string, wait: number): Promise<readonly TurnMetric[]> => {
  const module = await importModule(path, wait);
  const exported = module.default;
  if (exported === undefined)
    throw new InputError({ what: "has no default export", where: path, expected: "one metric, or a list of metrics" });
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return list.map((metric, at) => {
    const parsed = metricSchema.safeParse(metric, { reportInput: true });
    if (parsed.success) return metric as TurnMetric; // the schema has just checked it; `of` and `show` keep their `this`
    const name = Array.isArray(exported) ? `metric ${at + 1}` : "its metric";
    const [problem] = parsed.error.issues.flatMap((issue) => describeIssue(issue));
    throw new InputError({
      what: `${formatPath(problem?.path ?? []) || "the export"} of ${name} holds ${problem?.found}`,
      where: path,
      expected: problem?.expected ?? "{ name, help, group, unit, of, show? }",
    });
  });
};

const importModule = async (path: string, wait: number): Promise<{ readonly default?: unknown }> => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new InputError({
      what: found ? "is no file" : "there is no such file",
      where: path,
      expected: "a JavaScript module whose default export is a metric",
    });
  let timer: NodeJS.Timeout | undefined;
  // Running, it keeps the process alive as well: Node would exit with 13 where nothing but the module's own `await` is left.
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), wait);
  });
  try {
    const module = await Promise.race([import(pathToFileURL(path).href), late]);
    if (module !== undefined) return module;
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message.split("\n")[0]}` : "it threw something else";
    throw new InputError(
      { what: `could not be loaded (${why})`, where: path, expected: "a JavaScript module (.mjs or .js)" },
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
  throw new InputError({
    what: `was not loaded within ${wait / 1000} s: an \`await\` at its top does not end`,
    where: path,
    expected: "a module that is there at once",
  });
};
