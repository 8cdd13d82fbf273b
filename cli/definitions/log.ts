import { type Command, Option } from "commander";
import { exitWith, wholeNumber } from "./options.ts";

/** Commands of the prediction log. */
export const defineLog = (program: Command): void => {
  const log = withFilters(program.command("log"))
    .description("show what was answered, by what, at what cost: the prediction log")
    .option("--last <number>", "how many at most, 0 for all (default: 20; with --json all)", wholeNumber)
    .option("-f, --follow", "go on with what is added, until Ctrl+C")
    .option("--json", "print the records as JSON, one a line")
    .action(async (options) => exitWith((await import("../log.ts")).showLog(options)));
  withFilters(log.command("export"))
    .description("print the log as flat rows for spreadsheets, DuckDB or pandas, or write it to a file")
    .addOption(
      new Option("--format <format>", "csv, or jsonl with the same keys in every line")
        .choices(["csv", "jsonl"])
        .default("csv"),
    )
    .option("--out <file>", "where it is written (default: printed)")
    // Filters may stand before `export`, too.
    .action(async (_options, command: Command) =>
      exitWith((await import("../log-export.ts")).exportLog(command.optsWithGlobals())),
    );
};

const withFilters = (command: Command) =>
  command
    .option("--grep <text>", "those whose message or reply holds this text, in capitals or not")
    .option("--session <id>", "those of a conversation, or of the beginning of an id")
    .option("--errors", "those that ended in a fault, met one, or got a safe reply")
    .option("--since <time>", "from then on: a day (UTC), an ISO 8601 instant, or how long ago: 90m, 36h, 7d")
    .option("--until <time>", "up to then; a day belongs to it");
