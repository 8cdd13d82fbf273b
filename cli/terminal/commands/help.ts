import type { Command } from "./command.ts";

/** Lists the commands and keys. */
export const help: Command = {
  name: "help",
  summary: "this list",
  run({ say, commands }) {
    const rows: [string, string][] = commands.map(({ name, parameters, summary }) => [
      parameters === undefined ? `/${name}` : `/${name} ${parameters}`,
      summary,
    ]);
    const width = Math.max(...[...rows, ...keys].map(([left]) => left.length)) + 2;
    const line = ([left, right]: readonly [string, string]) => `  ${left.padEnd(width)}${right}`;
    say(["commands"], "title");
    say(rows.map(line));
    say(["keys"], "title");
    say(keys.map(line));
  },
};

const keys: readonly (readonly [string, string])[] = [
  ["Enter", "sends"],
  ["Ctrl+J, Alt+Enter", "a new line; so does Enter after a \\"],
  ["Esc", "cancels the answer; what was shown stays"],
  ["↑ ↓", "earlier messages"],
  ["Ctrl+C", "cancels the answer, or clears the input; twice quits"],
  ["Ctrl+D", "quits, where the input is empty"],
];
