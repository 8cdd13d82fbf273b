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
withPlaces(program.command("guard").description("work with the guards").command("check"))
  .description('read {"id"?, "side"?, "text", "previous"?} lines, print a verdict each')
  .action(async (options) => exitWith((await import("./guard-check.ts")).guardCheck(options)));
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

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
