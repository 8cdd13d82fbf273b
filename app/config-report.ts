import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { BrainError, InputError } from "../brain/core/errors.ts";
import { defaultMaxTurns } from "../brain/core/spend.ts";
import { defaultModels } from "../brain/lms/default-models.ts";
import { type Config, openConfig, openVariables, processEnvironment } from "./config.ts";
import { configFileName } from "./config-file.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import { dataPathFor, defaultPersonaPath } from "./paths.ts";
import { openPrograms } from "./programs/open-programs.ts";
import { fromOf, type Origin, reportSections, type SectionsReport } from "./report-sections.ts";
import type { Sections } from "./sections.ts";
import type { ChatSettings } from "./settings.ts";
import { shownAddress } from "./shown-address.ts";
import { type KnownVariable, knownVariables } from "./variables.ts";

export type { Origin } from "./report-sections.ts";

export type ConfigReport = SectionsReport & {
  /** Absolute path of the understudy.yaml that was read; null where there is none. */
  readonly file: string | null;
  readonly home: Origin;
  readonly settings: Readonly<Record<string, Origin>>;
  readonly variables: Readonly<Record<string, Origin>>;
  /** What would speak; the name is null where that is only known once a server was asked, which this never does. */
  readonly model: { readonly name: string | null; readonly reason: string };
};

type Given = Pick<ChatSettings, "persona" | "data" | "lm" | "embedder" | "program" | "maxTurns">;

/** What a variable that is checked, but is no key, is called in the configuration. */
const checked: Readonly<Record<string, Exclude<keyof Config, "keyOf" | "telemetry">>> = {
  TOGETHER_BASE_URL: "togetherBaseUrl",
  OPENAI_BASE_URL: "openaiBaseUrl",
  OLLAMA_HOST: "ollamaHost",
  UNDERSTUDY_HOME: "home",
};

/**
 * Every setting of a chat, and where it comes from: each is read by itself, so that one that cannot be used hides no
 * other. Asks no server.
 * @param given the options as they were filled, with the origin of each
 * @param sections what understudy.yaml says beside
 * @returns the report, and what is wrong, where something is
 */
export const reportConfig = async (
  given: Given,
  others: Readonly<Record<string, Origin>>,
  originOf: (name: string) => string,
  sections: Sections,
): Promise<{ readonly report: ConfigReport; readonly problem?: BrainError }> => {
  const variable = openVariables();
  const config = openConfig();
  const faults: BrainError[] = [];
  const read = <Value>(look: () => Value): { readonly value?: Value; readonly problem?: string } => {
    try {
      return { value: look() };
    } catch (error) {
      if (!(error instanceof BrainError)) throw error;
      faults.push(error);
      return { problem: whatOf(error) };
    }
  };
  const model = (spec: string | undefined, name: string, origin: Origin): Origin => {
    const { problem } = spec === undefined ? {} : read(() => resolveConnection(spec, sections, originOf(name)));
    if (problem === undefined) return origin;
    // Who takes an address for a model's name may have written a password, too.
    return { ...origin, value: shownAddress(`${origin.value}`) ?? origin.value, problem };
  };

  const persona = resolve(given.persona ?? defaultPersonaPath());
  const variables = Object.fromEntries(
    knownVariables.map((known): [string, Origin] => [known.name, variableOf(known, { variable, config, read })]),
  );
  const home = variables.UNDERSTUDY_HOME?.problem;
  const lm = model(given.lm, "lm", { value: given.lm ?? null, from: originOf("lm") });
  const embedder = others.embedder && model(given.embedder, "embedder", others.embedder);
  const report: ConfigReport = {
    file: existsSync(configFileName) ? resolve(configFileName) : null,
    home: {
      value: home === undefined ? config.home : null,
      from: originOfVariable(variable("UNDERSTUDY_HOME"), "UNDERSTUDY_HOME"),
      ...(home !== undefined && { problem: home }),
    },
    settings: {
      persona: { value: persona, from: originOf("persona") },
      data: {
        value: resolve(given.data ?? dataPathFor(persona)),
        from: given.data === undefined ? "default: beside the persona" : originOf("data"),
      },
      lm,
      program: await programOf(given, home === undefined ? config : undefined, originOf),
      ...others,
      maxTurns: maxTurnsOf(given, sections, originOf),
      ...(embedder && { embedder }),
    },
    ...reportSections(sections, (name) => variable(name) !== undefined, config),
    variables,
    model: modelOf(lm, variables.TOGETHER_API_KEY, sections),
  };
  const problem = faults.length > 1 ? together(faults) : faults[0];
  return { report, ...(problem && { problem }) };
};

/** Of a message its first line: what, without where it is, which stands beside it. */
const whatOf = ({ message }: BrainError): string => (message.split("\n")[0] ?? "").replace(/^[\w-]+: /, "");

const together = (faults: readonly BrainError[]): InputError =>
  new InputError({
    what: `${faults.length} settings cannot be used\n${faults.map(({ message }) => message).join("\n")}`,
  });

const maxTurnsOf = ({ maxTurns }: Given, sections: Sections, originOf: (name: string) => string): Origin => {
  if (maxTurns !== undefined) return { value: maxTurns, from: originOf("maxTurns") };
  const turns = sections.budgets.session?.turns;
  if (turns === undefined) return { value: defaultMaxTurns, from: "default" };
  return { value: turns, from: fromOf(sections, ["budgets", "session", "turns"]) };
};

const programOf = async (
  given: Given,
  config: Config | undefined,
  originOf: (name: string) => string,
): Promise<Origin> => {
  if (given.program !== undefined) return { value: given.program, from: originOf("program") };
  const untold = { value: null, from: "which is promoted cannot be told: see understudy programs" };
  if (config === undefined) return untold;
  try {
    const promoted = await openPrograms(given, config).library.promoted();
    return promoted === undefined
      ? { value: "default", from: "default: none is promoted" }
      : { value: promoted.name, from: "promoted: see understudy programs" };
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    return untold;
  }
};

const modelOf = (lm: Origin, togetherKey: Origin | undefined, sections: Sections): ConfigReport["model"] => {
  if (lm.problem !== undefined) return { name: null, reason: `none: what ${lm.from} says cannot be used` };
  if (lm.value !== null) return { name: `${lm.value}`, reason: `by ${lm.from}` };
  const [asked] = [sections.roles.reply ?? []].flat();
  if (asked !== undefined) return { name: asked, reason: `by roles.reply, ${fromOf(sections, ["roles", "reply"])}` };
  if (togetherKey?.problem !== undefined) return { name: null, reason: "none: TOGETHER_API_KEY cannot be used" };
  if (togetherKey !== undefined && togetherKey.value !== null) {
    return { name: `together:${defaultModels.together.chat}`, reason: "TOGETHER_API_KEY is set" };
  }
  return {
    name: null,
    reason: "no Together key: an Ollama that answers and has a model, else offline; no server was asked now",
  };
};

type Found = ReturnType<ReturnType<typeof openVariables>>;

const originOfVariable = (found: Found, name: string): string =>
  found === undefined ? "default" : found.from === ".env" ? ".env" : `environment ${name}`;

type Reading = {
  readonly variable: (name: string) => Found;
  readonly config: Config;
  readonly read: <Value>(look: () => Value) => { readonly value?: Value; readonly problem?: string };
};

const variableOf = (
  { name, kind, isInDotenv, choices }: KnownVariable,
  { variable, config, read }: Reading,
): Origin => {
  const own = processEnvironment()[name];
  const found: Found = isInDotenv ? variable(name) : own ? { value: own, from: "environment" } : undefined;
  if (found === undefined) return { value: null, from: "not set" };
  const from = originOfVariable(found, name);
  const key = checked[name];
  const { value, problem } = read(() => {
    if (choices !== undefined && !choices.includes(found.value)) {
      const expected = `one of ${choices.join(", ")}`;
      throw new InputError({ what: "holds something else than a choice", where: name, expected });
    }
    return kind === "key" ? config.keyOf(name) : key && config[key];
  });
  // Of one that cannot be used nothing is told: it may hold a key or a password.
  if (problem !== undefined) return { value: "cannot be used", from, problem };
  if (kind === "key" || kind === "headers") return { value: "set", from };
  if (kind !== "address") return { value: found.value, from };
  return { value: shownAddress(`${value ?? found.value}`) ?? "set, but to no http:// or https:// address", from };
};
