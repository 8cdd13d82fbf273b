import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { isOptimizerName, type OptimizerName, type OptimizerSettings, optimizerNames } from "../../optimizers/index.ts";
import type { RunnerSettings } from "../runner/open-runner.ts";

/** What `compile` was asked for, as the command line has it. */
export type CompileSettings = Omit<RunnerSettings, "command"> & {
  readonly optimizer?: string;
  readonly metric?: string;
  readonly name: string;
  /** What programs are measured on. @default dev */
  readonly split?: "dev" | "loco";
  /** `key=value` each. */
  readonly set?: readonly string[];
  readonly replace?: boolean;
  readonly promote?: boolean;
};

/** The same, checked. */
export type CheckedSettings = Omit<RunnerSettings, "command"> &
  Pick<CompileSettings, "name" | "split" | "metric" | "replace" | "promote"> & {
    readonly optimizer: OptimizerName;
    readonly overrides: Partial<OptimizerSettings>;
  };

/**
 * What is tried where nobody says otherwise: it takes plain KNN, no demos and random demos along, and gives back one of
 * them where nothing beats it. Offline it costs seconds, and elsewhere what it costs is told before it begins.
 */
const usualOptimizer: OptimizerName = "search";

/** Settings of demos that take a number. */
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
/** And those of one optimizer alone. */
const ofOptimizer: Readonly<Partial<Record<OptimizerName, readonly (keyof OptimizerSettings)[]>>> = {
  bootstrap: ["made", "threshold"],
  gepa: ["trials", "minibatch"],
};
/** From and to, where a number has bounds; those of `whole` are whole numbers. */
const bounds: Readonly<Record<string, readonly [least: number, most: number]>> = {
  k: [0, 50],
  pinned: [0, 50],
  historyMessages: [0, 1000],
  lastWeight: [0, 1],
  diversity: [0, 1],
  tagBonus: [0, 2],
  ratingWeight: [0, 2],
  floor: [-1, 1],
};
const whole: ReadonlySet<string> = new Set(["k", "pinned", "historyMessages"]);
const orders = ["nearest-first", "nearest-last"] as const;

/** Checks what can be checked before anything is loaded. @throws {InputError} */
export const checkCompileSettings = (given: CompileSettings): CheckedSettings => {
  const { optimizer, set = [], ...rest } = given;
  const name = optimizerOf(optimizer ?? usualOptimizer);
  aboveZero("--budget-calls", given.budgetCalls, "calls");
  aboveZero("--max-cost", given.maxCost, "US dollars");
  aboveZero("--concurrency", given.concurrency, "calls at once");
  return { ...rest, optimizer: name, overrides: overridesOf(set, name) };
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

const overridesOf = (set: readonly string[], optimizer: OptimizerName): Partial<OptimizerSettings> => {
  const overrides: Partial<OptimizerSettings> = Object.fromEntries(set.map((each) => overrideOf(each, optimizer)));
  const { k, pinned = 0 } = overrides;
  if (k === undefined || pinned <= k) return overrides;
  throw new InputError({
    what: `${pinned} pinned demos are more than the ${k} that a prompt holds`,
    where: "--set",
    expected: `pinned of at most k: they are some of the k`,
  });
};

const overrideOf = (text: string, optimizer: OptimizerName): readonly [string, number | string] => {
  const [, written = "", value = ""] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(text) ?? [];
  const known = [...numbers, "order", ...(ofOptimizer[optimizer] ?? [])] as const;
  // `last-weight` is as good as `lastWeight`.
  const key = known.find((each) => each.toLowerCase() === written.replaceAll(/[-_]/g, "").toLowerCase());
  if (key === undefined) {
    const bare = known.find((each) => each.toLowerCase() === text.trim().replaceAll(/[-_]/g, "").toLowerCase());
    if (bare === undefined) throw unknown("setting", written || text, known, "--set");
    throw new InputError({
      what: `${bare} is given without a value`,
      where: "--set",
      expected: bare === "order" ? `order=${orders.join(" or order=")}` : `${bare}=NUMBER`,
    });
  }
  if (key === "order") {
    const order = orders.find((each) => each === value);
    if (order === undefined) throw unknown("order", value, orders, "--set");
    return [key, order];
  }
  const number = value === "" ? Number.NaN : Number(value);
  const [least, most] = bounds[key] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isWhole = !whole.has(key) || Number.isInteger(number);
  if (Number.isFinite(number) && number >= least && number <= most && isWhole) return [key, number];
  if (Number.isFinite(number)) {
    throw new InputError({
      what: `${key} cannot be ${number}`,
      where: "--set",
      expected: `a ${whole.has(key) ? "whole " : ""}number from ${least} to ${most}`,
    });
  }
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
