import { InputError } from "../../../brain/core/errors.ts";
import { explainTurn } from "../explain.ts";
import type { Command } from "./command.ts";

/** Shows why a turn went as it did. */
export const why: Command = {
  name: "why",
  parameters: "[turn]",
  summary: "how a reply came about",
  run({ say, turn, turns }, argument) {
    if (turns.length === 0) {
      say(["There is no turn to explain yet: send a message first."], "notice");
      return;
    }
    const number = argument === "" ? turns.at(-1) : Number(argument);
    const events = turn(number);
    if (events === undefined) {
      const known = turns.length === 1 ? `${turns[0]}` : `${turns[0]} to ${turns.at(-1)}`;
      throw new InputError({ what: `There is no turn "${argument}" here.`, fix: `/why takes a number: ${known}` });
    }
    say([`why · turn ${number}`], "title");
    for (const section of explainTurn(events)) {
      say([section.title], "name");
      say(section.lines.map((line) => `  ${line}`));
    }
  },
};
