import type { CommandContext } from "./commands/command.ts";
import { nearest } from "./nearest.ts";

/** Runs a line that begins with a slash; of an unknown command it says what was likely meant. */
export const runCommand = async (line: string, context: CommandContext): Promise<void> => {
  const [, name = "", argument = ""] = line.match(/^\/(\S*)\s*([\s\S]*)$/) ?? [];
  const command = context.commands.find((candidate) => candidate.name === name.toLowerCase());
  if (command) return command.run(context, argument.trim());
  const meant = nearest(
    name.toLowerCase(),
    context.commands.map((candidate) => candidate.name),
  );
  const hint = meant === undefined ? "/help lists the commands" : `did you mean /${meant}?`;
  context.say([`There is no /${name}: ${hint} (A message may begin with a slash after a space.)`], "notice");
};
