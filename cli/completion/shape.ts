import type { Argument, Command, Option } from "commander";

/** What can stand in a place of a command line. */
export type Values =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "files" | "folders" | "any" };

export type OptionShape = {
  /** `-p`, `--print` */
  readonly names: readonly string[];
  readonly summary: string;
  /** Missing for a switch. */
  readonly values?: Values;
  readonly isOptional: boolean;
  readonly isVariadic: boolean;
};

export type CommandShape = {
  /** Its words after the program's name; empty for what stands without a command. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionShape[];
  readonly arguments: readonly Values[];
  /** Whether the last argument may be repeated. */
  readonly isVariadic: boolean;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
};

/** Options that take `provider[:model]`, and the providers; models are nobody's to know. */
const models = ["lm", "embedder", "judge", "userLm"];
const providers = ["offline", "ollama", "together", "openai"];

/**
 * Every command of the program, itself first, as a shell needs to know it. What stands without a command is for chat.
 * @param topics what `help` can tell of, beside commands
 */
export const shapesOf = (program: Command, topics: readonly string[]): readonly CommandShape[] => {
  const chat = program.commands.find((command) => command.name() === "chat");
  const commands = program.commands.map((command) => command.name());
  return shapes(program, []).map((shape) => {
    if (shape.words.length === 0)
      return { ...shape, options: [...shape.options, ...(chat?.options ?? []).map(optionShape)] };
    if (shape.words.join() !== "help") return shape;
    return {
      ...shape,
      isVariadic: false,
      arguments: [{ kind: "choices", choices: [...new Set([...topics, ...commands])] }],
    };
  });
};

const shapes = (command: Command, words: readonly string[]): readonly CommandShape[] => [
  {
    words,
    summary: summaryOf(command.description()),
    options: [...command.options.map(optionShape), help],
    arguments: command.registeredArguments.map(valuesOf),
    isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
    commands: command.commands.map((each) => ({ name: each.name(), summary: summaryOf(each.description()) })),
  },
  ...command.commands.flatMap((each) => shapes(each, [...words, each.name()])),
];

const help: OptionShape = { names: ["-h", "--help"], summary: "display help", isOptional: false, isVariadic: false };

const optionShape = (option: Option): OptionShape => ({
  names: [option.short, option.long].filter((name) => name !== undefined),
  summary: summaryOf(option.description),
  ...((option.required || option.optional) && { values: optionValues(option) }),
  isOptional: option.optional,
  isVariadic: option.variadic,
});

const optionValues = (option: Option): Values => {
  if (option.argChoices) return { kind: "choices", choices: option.argChoices };
  if (models.includes(option.attributeName())) return { kind: "choices", choices: providers };
  return named(/[<[]([^.\]>]*)/.exec(option.flags)?.[1] ?? "");
};

const valuesOf = (argument: Argument): Values =>
  argument.argChoices ? { kind: "choices", choices: argument.argChoices } : named(argument.name());

/** What the name of a value in the help says of it. */
const named = (name: string): Values => ({
  kind: name === "folder" ? "folders" : /^(path|files?)$/.test(name) ? "files" : "any",
});

/** Shells show it in one row beside the name. */
const summaryOf = (text: string): string => {
  const first = text.replace(/\s*\([^)]*\)\s*$/, "").split(/[;:] /)[0] ?? "";
  return first.length > 72 ? `${first.slice(0, 71).trimEnd()}…` : first;
};
