import type { Suggestion } from "../input/menu.ts";
import type { Command, CommandContext } from "./command.ts";
import { usageOf } from "./usage-of.ts";

/**
 * What a line that begins with a slash may become: names while the name is being typed, then what the command offers for
 * its argument, once the chat is loaded. Never throws or rejects.
 */
export const suggest =
  (commands: readonly Command[], chat: CommandContext["chat"] | undefined) =>
  (line: string): readonly Suggestion[] | Promise<readonly Suggestion[]> => {
    const [, name, gap = "", argument = ""] = line.match(/^\/(\S*)(\s*)([^\n]*)$/) ?? [];
    if (name === undefined) return [];
    if (gap === "") return names(commands, name.toLowerCase());
    const command = commands.find((candidate) => candidate.name === name.toLowerCase());
    return command?.complete === undefined || chat === undefined ? [] : offered(command, chat, argument);
  };

const names = (commands: readonly Command[], begun: string): readonly Suggestion[] =>
  commands
    .filter(({ name }) => name.startsWith(begun))
    .map((command) => ({
      // What can be completed further gets its space, so that the next list comes at once.
      text: command.parameters === undefined ? `/${command.name}` : `/${command.name} `,
      label: usageOf(command),
      detail: command.summary,
      isWhole: needsNoArgument(command),
    }));

/** Whether a command does something with nothing behind its name. */
const needsNoArgument = ({ parameters = "" }: Command): boolean => parameters.replace(/\[[^\]]*\]/g, "").trim() === "";

const offered = (
  command: Command,
  chat: CommandContext["chat"],
  argument: string,
): readonly Suggestion[] | Promise<readonly Suggestion[]> => {
  try {
    const found = command.complete?.(chat, argument) ?? [];
    return found instanceof Promise ? found.catch(() => []) : found;
  } catch {
    return []; // a menu that cannot be made is no reason to disturb who types; running the command tells what is wrong
  }
};
