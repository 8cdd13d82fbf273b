import { helpKeys } from "../terminal/commands/help-keys.ts";
import { page } from "./lay-out.ts";

export const keysTopic = (): readonly string[] =>
  page("Keys of the chat", [
    helpKeys,
    "With TERM=dumb, or with --screen-reader, a line is a message, a \\ at its end goes on with the next line, Ctrl+C cancels the reply, and twice quits, Ctrl+D quits.",
  ]);
