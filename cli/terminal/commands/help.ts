import { InputError } from "../../../brain/core/errors.ts";
import { nearestName } from "../../../brain/text/nearest-name.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";
import { helpGroups } from "./help-groups.ts";
import { usageOf } from "./usage-of.ts";

/** Lists the commands and keys, or tells of one command. */
export const help: Command = {
  name: "help",
  parameters: "[command]",
  summary: "this list, or more of one command",
  isSafeWhileReplying: true,
  worksAtOnce: true,
  complete: (_chat, argument) =>
    helpGroups
      .flatMap(({ names }) => names)
      .filter((name) => name.startsWith(bareName(argument)))
      .map((name) => ({ text: `/help ${name}`, label: name })),
  async run({ say, show, commands, columns, face }, argument) {
    if (argument !== "") {
      const { summary, details = [], ...command } = commandNamed(argument, commands);
      say([usageOf(command)], "title");
      const told = face === "lines" ? details.filter((line) => !drawnKey.test(line)) : details;
      say([`  ${summary}`, ...told.map((line) => `  ${line}`)]);
      return;
    }
    const { helpRows } = await import("./help-rows.ts");
    show(helpRows(commands, columns, face));
    say(["/help COMMAND tells more of one. A message may begin with a slash after a space."], "dim");
  },
};

/** A key that does nothing where lines follow each other. */
const drawnKey = /\bCtrl\+[OL]\b/;

const bareName = (typed: string): string => typed.toLowerCase().replace(/^\//, "");

const commandNamed = (typed: string, commands: readonly Command[]): Command => {
  const name = bareName(typed);
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const nearest = nearestName(
    name,
    commands.map((command) => command.name),
  );
  throw new InputError({
    what: `There is no /${displayLine(name).slice(0, 40)}.`,
    fix: nearest === undefined ? "/help lists the commands" : `/help ${nearest}`,
  });
};
