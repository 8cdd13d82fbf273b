import { type Command, InvalidArgumentError, Option } from "commander";
import { parsePrice } from "../../app/runner/parse-price.ts";
import { showsSomething } from "../../brain/text/shows-something.ts";
import { displayLine } from "../terminal/display-text.ts";
import { defaultTerminalSettings } from "../terminal/terminal-settings.ts";
import { wholeNumber } from "./options.ts";

/** How the chat behaves in the terminal; understudy.yaml can say the same below `chat`. */
export const withTerminal = (command: Command) =>
  command
    .addOption(
      new Option("--while-replying <what>", "what a message does that is sent while a reply is under way")
        .choices(["queue", "interrupt"])
        .default(defaultTerminalSettings.whileReplying),
    )
    .option(
      "--typing-pace <number>",
      "characters a second at which replies appear, at most; 0: as they come",
      pace,
      defaultTerminalSettings.typingPace,
    )
    .addOption(
      new Option("--theme <name>", "colours for this background; none: no colour")
        .choices(["auto", "light", "dark", "none"])
        .default(defaultTerminalSettings.theme),
    )
    .option("--screen-reader", "lines of text alone: nothing is drawn again")
    .option("--no-screen-reader", "where understudy.yaml or UNDERSTUDY_SCREEN_READER says otherwise")
    .addOption(
      new Option("--inspector <state>", "the pane that shows how a reply comes about, at the start")
        .choices(["open", "closed"])
        .default(defaultTerminalSettings.inspector ? "open" : "closed"),
    )
    .option(
      "--price <prompt/completion>",
      "what the model charges, in US dollars a million tokens, to tell what a reply cost: 0.88/0.88",
      parsePrice,
    );

/** Who chats, and for how long; what it costs is counted for them. */
export const withLimits = (command: Command) =>
  command
    .option("--user <name>", "who chats: spend, budgets and experiments go by it", userName)
    .option(
      "--max-turns <number>",
      "turns that a conversation may have, 0: any number (default: as understudy.yaml says, else 50)",
      wholeNumber,
    );

/** What concerns one start of the chat. */
export const withStart = (command: Command) =>
  command
    .option("-p, --print [message]", "print the reply to one message, and end; without it stdin is the message")
    .option("--resume [session]", "go on with a kept conversation (default: the last one; see understudy sessions)")
    .option("--show-blocked", "for operators: let /why and the inspector show drafts that guards blocked");

/** UTF-16 units of a user's name. */
const longestName = 100;

function userName(text: string): string {
  const name = text.trim();
  if (!showsSomething(name) || name.length > longestName || displayLine(name) !== name) {
    throw new InvalidArgumentError(`A name of 1 to ${longestName} characters that can be shown is expected.`);
  }
  return name;
}

function pace(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("A number from 0 up is expected.");
  }
  return value;
}
