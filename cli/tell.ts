import { displayLine } from "./terminal/display-text.ts";

/** Tells the operator something on stderr, under the program's name. What data put into it can neither move the cursor nor begin a line of its own. */
export const tell = (text: string): void => console.error(safeLines(`understudy: ${text}`));

/** Tells what is wrong with understudy.yaml where a command goes on without `what`. */
export const tellFaulty =
  (what: string) =>
  ({ message }: Error): void =>
    tell(`${message}\nunderstudy: this goes on without ${what}`);

/** Text of our own, whose line breaks stay, with what data brought into it made safe to print. */
export const safeLines = (text: string): string => text.split("\n").map(displayLine).join("\n");
