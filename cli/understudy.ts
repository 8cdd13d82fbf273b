#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import about from "../package.json" with { type: "json" };
import { reportFault, usageExitCode } from "./report-fault.ts";

/** Where the persona and its examples lie; every command takes it. */
const withPlaces = (command: Command) =>
  command
    .option("--persona <path>", "persona.yaml of the client (default: the one that comes with the program)")
    .option("--data <path>", "conversations.json of the client (default: the one beside the persona)");

const withEmbedder = (command: Command) =>
  command.option("--embedder <name>", "offline, ollama[:model], together[:model] or openai[:model]", "offline");

const withModel = (command: Command) =>
  withEmbedder(withPlaces(command))
    .option("--lm <name>", "offline, ollama[:model], together[:model] or openai[:model] (default: the best one found)")
    .option("--now <time>", "start the clock at this ISO 8601 time; it then moves one minute a turn")
    .option("--seed <number>", "make a run repeatable", wholeNumber)
    .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
    .option("--json", "print the events as JSON, one a line")
    .addOption(new Option("--trace", "with --json: also print the exact prompts").implies({ json: true }));

const program = new Command("understudy")
  .description("Talk to a persona that answers in its client's voice, behind guardrails.")
  .version(about.version)
  .showHelpAfterError("(understudy --help lists the commands and options)")
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

withModel(program.command("chat"))
  .description(
    "chat in the terminal (what happens without a command); with piped input each line is a message and each reply a line",
  )
  .action(async (options) => exitWith((await import("./chat.ts")).chat(options)));
withModel(program.command("say"))
  .argument("<message>", "what the user says")
  .description("answer one message")
  .action(async (message, options) => exitWith((await import("./say.ts")).say(message, options)));
const guard = program.command("guard").description("work with the guards");
const withGuards = (command: Command) =>
  withPlaces(command).option(
    "--lm <name>",
    "ask this model where the policy wants a judge (default: the local rules decide alone)",
  );
withGuards(guard.command("check"))
  .description('read {"id"?, "side"?, "text", "previous"?} lines, print a verdict each')
  .action(async (options) => exitWith((await import("./guard-check.ts")).guardCheck(options)));
withGuards(guard.command("test"))
  .description("hold the guards against labelled cases; exits 100 where a bar is not reached")
  .option("--cases <files...>", "guard_cases.jsonl files (default: the one that comes with the program)")
  .option("--min-recall <share>", "recall that each category must reach, 0 to 1", share, 0.95)
  .option("--max-fpr <share>", "false positives that no category may exceed, 0 to 1", share, 0.02)
  .addOption(new Option("--report <kind>", "print a report instead of the table").choices(["junit", "json", "html"]))
  .action(async (options) => exitWith((await import("./guard-test.ts")).guardTest(options)));
withGuards(guard.command("explain"))
  .argument("<text>", "what is looked at")
  .description("show what the guards read in a text, what they find, where, and by which line of the policy")
  .option("--previous <text>", "the user's message that the text answers")
  .addOption(new Option("--side <side>", "whose text it is").choices(["input", "output"]).default("output"))
  .action(async (text, options) => exitWith((await import("./guard-explain.ts")).guardExplain(text, options)));
withPlaces(guard.command("lint"))
  .description(
    "find examples that break the persona's own policy, and rules that never decide anything; exits 100 where there are any",
  )
  .action(async (options) => exitWith((await import("./guard-lint.ts")).guardLint(options)));
withPlaces(program.command("sentiment"))
  .description('read {"id"?, "text"} lines, print sentiment, confidence and pipeline each')
  .action(async (options) => exitWith((await import("./sentiment.ts")).sentiment(options)));
withEmbedder(withPlaces(program.command("demos")))
  .description('read {"id"?, "messages"} lines, print the demos that would be chosen')
  .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
  .option("-k <number>", "demos a line (default: as the persona sets it)", wholeNumber)
  .action(async (options) => exitWith((await import("./demos.ts")).demos(options)));
withEmbedder(withPlaces(program.command("embed")))
  .description('read {"id"?, "text"} lines, print a vector each')
  .action(async (options) => exitWith((await import("./embed.ts")).embed(options)));
withEmbedder(withPlaces(program.command("doctor")))
  .description("say what is found on this machine and what to do about what is not")
  .action(async (options) => exitWith((await import("./doctor.ts")).doctor(options)));

try {
  await program.parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = usageExitCode(error) ?? (await reportFault(error));
}

/** Options alone are for chat. (Commander's own default command would take a misspelt command for an argument of chat.) */
function withDefaultCommand(given: readonly string[]): readonly string[] {
  const [first] = given;
  const isForProgram = first !== undefined && /^(-h|--help|-V|--version)$/.test(first);
  return first === undefined || (first.startsWith("-") && !isForProgram) ? ["chat", ...given] : given;
}

async function exitWith(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError("A whole number from 0 up is expected.");
  }
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("A number from 0 to 1 is expected.");
  return value;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
