import { helpGroups } from "../terminal/commands/help-groups.ts";
import { commands } from "../terminal/commands/index.ts";
import { page } from "./lay-out.ts";

export const commandsTopic = (): readonly string[] => {
  const grouped = helpGroups.map(({ title, names }) => ({
    title,
    known: names.flatMap((name) => commands.find((command) => command.name === name) ?? []),
  }));
  const listed = new Set(grouped.flatMap(({ known }) => known));
  const groups = [...grouped, { title: "more", known: commands.filter((command) => !listed.has(command)) }];
  return page("Commands of the chat: lines that begin with a slash", [
    ...groups
      .filter(({ known }) => known.length > 0)
      .flatMap(({ title, known }) => [
        `${title}:`,
        known.map(({ name, parameters, summary }): [string, string] => [
          parameters === undefined ? `/${name}` : `/${name} ${parameters}`,
          summary,
        ]),
      ]),
    "In the chat /help COMMAND tells more of one, and Tab completes. A message may begin with a slash after a space.",
  ]);
};
