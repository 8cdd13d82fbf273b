import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import type { Command, CommandContext } from "./commands/command.ts";
import { displayLine } from "./display-text.ts";

/** What a line that begins with a slash asks for; `command` is missing where there is none of this name. */
export type CommandLine = { readonly name: string; readonly command?: Command; readonly argument: string };

/** Reads a line that begins with a slash. */
export const readCommand = (line: string, commands: readonly Command[]): CommandLine => {
  const [, name = "", argument = ""] = line.match(/^\/(\S*)\s*([\s\S]*)$/) ?? [];
  const command = commands.find((candidate) => candidate.name === name.toLowerCase());
  return { name, ...(command && { command }), argument: argument.trim() };
};

/**
 * Runs a line that begins with a slash; of an unknown command it says what was likely meant.
 * @throws {InputError} what was said behind its name makes no sense, or it cannot be done now
 */
export const runCommand = async (line: string, context: CommandContext): Promise<void> => {
  const { name, command, argument } = readCommand(line, context.commands);
  if (command === undefined) return context.say([`✗ ${unknown(name, context.commands)}`], "error");
  if (argument !== "" && command.parameters === undefined) throw needsNone(command.name, argument);
  try {
    await command.run(context, argument);
  } catch (error) {
    throw inSentences(error);
  }
};

/** Characters of an argument that are repeated, at most. */
const repeated = 40;

/** What was said behind a name that stands alone: to do it all the same would not be what was meant. */
const needsNone = (name: string, argument: string): InputError =>
  new InputError({
    what: `/${name} stands alone: it does nothing with “${displayLine(argument).slice(0, repeated)}”.`,
    fix: `send /${name}; /help ${name} tells what it does`,
  });

/** Refusals of the engine, which begins them in lower case, as those of a command read. */
const inSentences = (error: unknown): unknown => {
  // A path, a flag or a command that is blamed first stays as it is written.
  if (!(error instanceof InputError) || !/^[a-z]+ /.test(error.message)) return error;
  const [first = "", ...rest] = error.message.split("\n");
  const ended = /[.!?:]$/.test(first) ? first : `${first}.`;
  const what = [ended.charAt(0).toUpperCase() + ended.slice(1), ...rest].join("\n");
  return new InputError({ what }, { cause: error });
};

const unknown = (name: string, commands: readonly Command[]): string => {
  const names = commands.map((candidate) => candidate.name);
  const begun = names.filter((known) => name !== "" && known.startsWith(name.toLowerCase()));
  const meant = begun.length === 1 ? begun[0] : nearestName(name, names);
  const hint = meant === undefined ? "/help lists the commands." : `did you mean /${meant}?`;
  return `There is no /${name}: ${hint} (A message may begin with a slash after a space.)`;
};
