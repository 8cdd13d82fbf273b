import type { ConfigReport, Origin } from "../app/config-report.ts";
import type { Price } from "../app/runner/parse-price.ts";
import type { Settings } from "../app/settings.ts";
import { plainSource } from "./definitions/plain-source.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { asTable } from "./table.ts";
import { displayLine } from "./terminal/display-text.ts";
import type { TerminalSettings } from "./terminal/terminal-settings.ts";

export type ConfigOptions = Pick<Settings, "persona" | "data" | "lm" | "embedder" | "program"> &
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
  const { reportConfig } = await import("../app/config-report.ts");
  const originOf = (name: string, value?: unknown) => plainSource(name, sourceOf(name), value);
  const { embedder, whileReplying, typingPace, theme, screenReader, inspector, price } = options;
  const values = {
    embedder: embedder ?? "offline",
    whileReplying,
    typingPace,
    theme,
    screenReader: screenReader ?? false,
    inspector,
    price: price === undefined ? null : `${price.prompt}/${price.completion}`,
  };
  const others = Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Origin] => [name, { value, from: originOf(name, value) }]),
  );
  const { report, problem } = await reportConfig(options, others, originOf);
  await print(json ? `${JSON.stringify(report, null, 2)}\n` : `${inWords(report).join("\n")}\n`);
  if (problem) throw problem;
  return 0;
};

const inWords = ({ file, home, settings, variables, model }: ConfigReport): readonly string[] => {
  const rows = Object.entries(settings).map(([name, origin]) => rowOf(flagOf(name), origin));
  return [
    ...asTable([...rows, rowOf("home", home)]),
    "",
    ...asTable(Object.entries(variables).map(([name, origin]) => rowOf(name, origin))),
    "",
    ...hanging("file   ", file ?? "no understudy.yaml in this folder: `understudy help config` shows what it can hold"),
    ...hanging("model  ", displayLine(model.name === null ? model.reason : `${model.name}, ${model.reason}`)),
  ];
};

const rowOf = (name: string, { value, from, problem }: Origin): readonly string[] => [
  name,
  displayLine(value === null ? "–" : value === true ? "yes" : value === false ? "no" : `${value}`),
  displayLine(problem === undefined ? from : `${from}: ${problem}`),
];

const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
