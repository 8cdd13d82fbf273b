import { nearestName } from "../../brain/text/nearest-name.ts";
import type { CommandContext } from "./commands/command.ts";

/** Runs a line that begins with a slash; of an unknown command it says what was likely meant. */
export const runCommand = async (line: string, context: CommandContext): Promise<void> => {
  const [, name = "", argument = ""] = line.match(/^\/(\S*)\s*([\s\S]*)$/) ?? [];
  const command = context.commands.find((candidate) => candidate.name === name.toLowerCase());
  if (command) return command.run(context, argument.trim());
  const names = context.commands.map((candidate) => candidate.name);
  const begun = names.filter((known) => name !== "" && known.startsWith(name.toLowerCase()));
  const meant = begun.length === 1 ? begun[0] : nearestName(name, names);
  const hint = meant === undefined ? "/help lists the commands." : `did you mean /${meant}?`;
  context.say([`There is no /${name}: ${hint} (A message may begin with a slash after a space.)`], "notice");
};
