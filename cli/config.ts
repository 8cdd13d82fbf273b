import type { ConfigReport, Origin } from "../app/config-report.ts";
import type { Price } from "../app/runner/parse-price.ts";
import type { ChatSettings } from "../app/settings.ts";
import { plainSource } from "./definitions/plain-source.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { asTable } from "./table.ts";
import { displayLine } from "./terminal/display-text.ts";
import type { TerminalSettings } from "./terminal/terminal-settings.ts";

export type ConfigOptions = Pick<
  ChatSettings,
  "persona" | "data" | "lm" | "embedder" | "program" | "user" | "maxTurns"
> &
  Omit<TerminalSettings, "inspector" | "screenReader"> & {
    readonly inspector: string;
    readonly screenReader?: boolean;
    readonly price?: Price;
    readonly json?: boolean;
  };

/**
 * Prints every setting, its value and where it came from. Returns the exit code.
 * @param sourceOf what commander knows of where an option came from
 * @throws {InputError} something cannot be used; told after the rest
 */
export const showConfig = async (
  { json = false, ...options }: ConfigOptions,
  sourceOf: (name: string) => string | undefined,
): Promise<number> => {
  const [{ reportConfig }, { loadSections }, { fromOf }] = await Promise.all([
    import("../app/config-report.ts"),
    import("../app/load-sections.ts"),
    import("../app/report-sections.ts"),
  ]);
  const sections = await loadSections();
  const originOf = (name: string, value?: unknown) => plainSource(name, sourceOf(name), value);
  const { embedder, whileReplying, typingPace, theme, screenReader, inspector, price, user } = options;
  const values = {
    embedder: embedder ?? "offline",
    whileReplying,
    typingPace,
    theme,
    screenReader: screenReader ?? false,
    inspector,
    price: price === undefined ? null : `${price.prompt}/${price.completion}`,
    user: user ?? null,
  };
  const others = Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Origin] => [name, { value, from: originOf(name, value) }]),
  );
  if (embedder === undefined && sections.roles.embed !== undefined) {
    others.embedder = { value: [sections.roles.embed].flat().join(", "), from: fromOf(sections, ["roles", "embed"]) };
  }
  const { report, problem } = await reportConfig(options, others, originOf, sections);
  await print(json ? `${JSON.stringify(report, null, 2)}\n` : `${inWords(report).join("\n")}\n`);
  if (problem) throw problem;
  return 0;
};

const inWords = (report: ConfigReport): readonly string[] => {
  const { file, home, settings, variables, model } = report;
  const rows = Object.entries(settings).map(([name, origin]) => rowOf(flagOf(name), origin));
  return [
    ...asTable([...rows, rowOf("home", home)]),
    "",
    ...sectionLines(report),
    ...asTable(Object.entries(variables).map(([name, origin]) => rowOf(name, origin))),
    "",
    ...hanging("file   ", file ?? "no understudy.yaml in this folder: `understudy help config` shows what it can hold"),
    ...hanging("model  ", displayLine(model.name === null ? model.reason : `${model.name}, ${model.reason}`)),
  ];
};

/** The sections of understudy.yaml that say anything, each below its name. */
const sectionLines = ({ connections, roles, budgets, log, experiments }: ConfigReport): readonly string[] => {
  const plain = Object.entries({ roles, budgets, log, experiments }).map(
    ([name, origins]) =>
      [name, Object.entries(origins).map(([key, origin]) => rowOf(displayLine(key), origin))] as const,
  );
  return [
    ...connectionLines(connections),
    ...plain.flatMap(([name, rows]) =>
      rows.length === 0 ? [] : [name, ...asTable(rows).map((row) => `  ${row}`), ""],
    ),
  ];
};

/** A line for each, and below it whom it asks and what else its entry says. */
const connectionLines = (connections: ConfigReport["connections"]): readonly string[] => {
  const entries = Object.entries(connections);
  if (entries.length === 0) return [];
  const rows = asTable(
    entries.map(([name, entry]) => [...rowOf(displayLine(name), entry), displayLine(keyWords(entry))]),
  );
  const lines = entries.flatMap(([, { value, from, problem, address, key, isKeySet, ...settings }], at) => {
    const said = Object.entries(settings).map(([name, setting]) => `${name} ${plainWords(setting)}`);
    const details = [...(address === null ? [] : [address]), ...said].join("; ");
    return [`  ${rows[at]}`, ...(details === "" ? [] : hanging("      ", displayLine(details)))];
  });
  return ["connections", ...lines, ""];
};

const keyWords = ({ value, key, isKeySet }: ConfigReport["connections"][string]): string => {
  if (key !== null) return `${key} is ${isKeySet ? "set" : "not set"}`;
  return value === "offline" ? "needs no key" : "no key is sent";
};

/** `{first_token: 5, connect: 2}` as `first_token 5, connect 2`. */
const plainWords = (setting: object | string | number | undefined): string =>
  typeof setting === "object"
    ? Object.entries(setting)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")
    : `${setting}`;

const rowOf = (name: string, { value, from, problem }: Origin): readonly string[] => [
  name,
  displayLine(value === null ? "–" : value === true ? "yes" : value === false ? "no" : `${value}`),
  displayLine(problem === undefined ? from : `${from}: ${problem}`),
];

const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
