import { type Command, Option } from "commander";
import { exitWith, share, withPlaces } from "./options.ts";

/** Commands of the guards. */
export const defineGuard = (program: Command): void => {
  const guard = program.command("guard").description("work with the guards");
  const withGuards = (command: Command) =>
    withPlaces(command).option(
      "--lm <name>",
      "ask this model where the policy wants a judge (default: the local rules decide alone)",
    );
  withGuards(guard.command("check"))
    .description('read {"id"?, "side"?, "text", "previous"?} lines, print a verdict each')
    .action(async (options) => exitWith((await import("../guard-check.ts")).guardCheck(options)));
  withGuards(guard.command("test"))
    .description("hold the guards against labelled cases; exits 100 where a bar is not reached")
    .option("--cases <files...>", "guard_cases.jsonl files (default: the one that comes with the program)")
    .option("--min-recall <share>", "recall that each category must reach, 0 to 1", share, 0.95)
    .option("--max-fpr <share>", "false positives that no category may exceed, 0 to 1", share, 0.02)
    .addOption(new Option("--report <kind>", "print a report instead of the table").choices(["junit", "json", "html"]))
    .action(async (options) => exitWith((await import("../guard-test.ts")).guardTest(options)));
  withGuards(guard.command("explain"))
    .argument("<text>", "what is looked at")
    .description("show what the guards read in a text, what they find, where, and by which line of the policy")
    .option("--previous <text>", "the user's message that the text answers")
    .addOption(new Option("--side <side>", "whose text it is").choices(["input", "output"]).default("output"))
    .action(async (text, options) => exitWith((await import("../guard-explain.ts")).guardExplain(text, options)));
  withPlaces(guard.command("lint"))
    .description(
      "find examples that break the persona's own policy, and rules that never decide anything; exits 100 where there are any",
    )
    .action(async (options) => exitWith((await import("../guard-lint.ts")).guardLint(options)));
};
