import { Argument, type Command } from "commander";
import { exitWith } from "./options.ts";

/** Commands of the conversations that are kept. */
export const defineSessions = (program: Command): void => {
  const sessions = program.command("sessions").description("list, export and delete the conversations that were kept");
  sessions
    .command("list")
    .description("list the kept conversations, the newest first (what happens without a command)")
    .option("--json", "print JSON")
    .action(async (options) => exitWith((await import("../sessions.ts")).listSessions(options)));
  sessions
    .command("export")
    .argument("<id>", "the session, or the beginning of its id")
    .addArgument(
      new Argument("[format]", "md to be read, json for all of it, jsonl an event a line")
        .choices(["md", "json", "jsonl"])
        .default("md"),
    )
    .argument("[path]", "where it is written (default: printed)")
    .description("print a conversation, or write it to a file")
    .action(async (id, format, path) => exitWith((await import("../sessions-export.ts")).exportKept(id, format, path)));
  sessions
    .command("delete")
    .argument("<id>", "the session, or the beginning of its id")
    .description("delete a conversation for good; asks first")
    .option("--yes", "do not ask")
    .action(async (id, options) => exitWith((await import("../sessions-delete.ts")).deleteSession(id, options)));
};
