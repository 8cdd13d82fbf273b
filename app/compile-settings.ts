import { InputError } from "../brain/core/errors.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { isOptimizerName, type OptimizerName, type OptimizerSettings, optimizerNames } from "../optimizers/index.ts";
import type { RunnerSettings } from "./open-runner.ts";

/** What `compile` was asked for, as the command line has it. */
export type CompileSettings = Omit<RunnerSettings, "price"> & {
  readonly optimizer?: string;
  readonly metric?: string;
  readonly name: string;
  /** What programs are measured on. @default dev */
  readonly split?: "dev" | "loco";
  /** `PROMPT/COMPLETION` in US dollars a million tokens. */
  readonly price?: string;
  /** `key=value` each. */
  readonly set?: readonly string[];
  readonly replace?: boolean;
  readonly promote?: boolean;
};

/** The same, checked. */
export type CheckedSettings = RunnerSettings &
  Pick<CompileSettings, "name" | "split" | "metric" | "replace" | "promote"> & {
    readonly optimizer: OptimizerName;
    readonly overrides: Partial<OptimizerSettings>;
  };

/**
 * What is tried where nobody says otherwise: it takes plain KNN, no demos and random demos along, and gives back one of
 * them where nothing beats it. Offline it costs seconds, and elsewhere what it costs is told before it begins.
 */
const usualOptimizer: OptimizerName = "search";

/** Settings of demos that take a number, and those for `bootstrap` alone. */
const numbers = [
  "k",
  "lastWeight",
  "historyMessages",
  "tagBonus",
  "ratingWeight",
  "floor",
  "diversity",
  "pinned",
] as const satisfies readonly (keyof OptimizerSettings)[];
const ofBootstrap = ["made", "threshold"] as const satisfies readonly (keyof OptimizerSettings)[];
const orders = ["nearest-first", "nearest-last"] as const;

/** Checks what can be checked before anything is loaded. @throws {InputError} */
export const checkCompileSettings = (given: CompileSettings): CheckedSettings => {
  const { optimizer, price, set = [], ...rest } = given;
  const name = optimizerOf(optimizer ?? usualOptimizer);
  aboveZero("--budget-calls", given.budgetCalls, "calls");
  aboveZero("--max-cost", given.maxCost, "US dollars");
  aboveZero("--concurrency", given.concurrency, "calls at once");
  return {
    ...rest,
    optimizer: name,
    ...(price !== undefined && { price: priceOf(price) }),
    overrides: overridesOf(set, name),
  };
};

/** @throws {InputError} with the nearest name */
const optimizerOf = (name: string): OptimizerName => {
  if (isOptimizerName(name)) return name;
  throw unknown("optimizer", name, optimizerNames, "--optimizer");
};

const aboveZero = (where: string, value: number | undefined, unit: string): void => {
  if (value === undefined || value > 0) return;
  throw new InputError({ what: `${value} ${unit} allow nothing`, where, expected: "a number above 0" });
};

/** `0.88/0.88`, or one number for both. @throws {InputError} */
const priceOf = (text: string): { prompt: number; completion: number } => {
  const parts = text.split("/").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [prompt = Number.NaN, completion = prompt] = parts;
  if (parts.length <= 2 && prompt >= 0 && completion >= 0 && Number.isFinite(prompt + completion)) {
    return { prompt, completion };
  }
  throw new InputError({
    what: `${JSON.stringify(text.slice(0, 40))} is no price`,
    where: "--price",
    expected: "PROMPT/COMPLETION in US dollars a million tokens, such as 0.88/0.88",
  });
};

const overridesOf = (set: readonly string[], optimizer: OptimizerName): Partial<OptimizerSettings> =>
  Object.fromEntries(set.map((each) => overrideOf(each, optimizer)));

const overrideOf = (text: string, optimizer: OptimizerName): readonly [string, number | string] => {
  const [, written = "", value = ""] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(text) ?? [];
  const known = [...numbers, "order", ...(optimizer === "bootstrap" ? ofBootstrap : [])];
  // `last-weight` is as good as `lastWeight`.
  const key = known.find((each) => each.toLowerCase() === written.replaceAll(/[-_]/g, "").toLowerCase());
  if (key === undefined) throw unknown("setting", written || text, known, "--set");
  if (key === "order") {
    const order = orders.find((each) => each === value);
    if (order === undefined) throw unknown("order", value, orders, "--set");
    return [key, order];
  }
  const number = value === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return [key, number];
  throw new InputError({
    what: `${key} is given as ${JSON.stringify(value.slice(0, 40))}`,
    where: "--set",
    expected: `${key}=NUMBER`,
  });
};

const unknown = (kind: string, name: string, known: readonly string[], where: string): InputError => {
  const near = nearestName(name, known);
  return new InputError({
    what: `there is no ${kind} ${JSON.stringify(name.slice(0, 80))}${near === undefined ? "" : `; did you mean ${near}?`}`,
    where,
    expected: known.join(", "),
  });
};
