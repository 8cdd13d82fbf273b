import { type Command, Option } from "commander";
import { exitWith } from "./options.ts";

/** As in store/spend/query-spend.ts: what opens a database is loaded when it is asked. */
const groups = ["model", "provider", "connection", "day", "month", "persona", "role", "user", "session", "command"];

/** Commands of what models cost. */
export const defineSpend = (program: Command): void => {
  program
    .command("spend")
    .description("what calls to models came to, in tokens and US dollars")
    .addOption(new Option("--by <what>", "what is added up").choices(groups).default("model"))
    .option("--since <time>", "from then on: 7d, 12h, 30m, a day (UTC) or an ISO 8601 time (default: all)")
    .option("--until <time>", "up to then; a day belongs to it")
    .addOption(new Option("--json", "print JSON").conflicts("csv"))
    .option("--csv", "print comma-separated values, for spreadsheets")
    .action(async (options) => exitWith((await import("../spend.ts")).showSpend(options)));
  program
    .command("budget")
    .description("how far each budget of understudy.yaml is used up, and when it is free again")
    .option("--session <id>", "those of this conversation, too")
    .option("--user <name>", "those of this user, too")
    .option("--json", "print JSON")
    .option("--check", "end with exit code 100 where one is used up")
    .action(async (options) => exitWith((await import("../budget.ts")).showBudget(options)));
};
