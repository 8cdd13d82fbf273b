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

const withProgram = (command: Command) =>
  command.option(
    "--program <name>",
    "speak with this compiled program, or `default` (default: the promoted one; see understudy programs)",
  );

const program = new Command("understudy")
  .description("Talk to a persona that answers in its client's voice, behind guardrails.")
  .version(about.version)
  .showHelpAfterError("(understudy --help lists the commands and options)")
  .showSuggestionAfterError()
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

withProgram(withModel(program.command("chat")))
  .description(
    "chat in the terminal (what happens without a command); with piped input each line is a message and each reply a line",
  )
  .action(async (options) => exitWith((await import("./chat.ts")).chat(options)));
withProgram(withModel(program.command("say")))
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
withProgram(withEmbedder(withPlaces(program.command("demos"))))
  .description('read {"id"?, "messages"} lines, print the demos that would be chosen')
  .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
  .option("-k <number>", "demos a line (default: as the persona sets it)", wholeNumber)
  .action(async (options) => exitWith((await import("./demos.ts")).demos(options)));
withEmbedder(withPlaces(program.command("compile")))
  .description("compile a program from the examples, measure it and its baselines, and save it under a name")
  .requiredOption("--name <name>", "what the program is saved as")
  .option(
    "--optimizer <name>",
    "zero-shot, random, labeled, knn, knn-mmr, knn-pinned, bootstrap, gepa or search (default: search)",
  )
  .option("--metric <name>", "what programs are chosen and measured by (default: demo-hits@5 offline, else voice)")
  .addOption(
    new Option(
      "--split <name>",
      "what is measured on: dev, or loco (every example outside the testset, each without its own conversation)",
    )
      .choices(["dev", "loco"])
      .default("dev"),
  )
  .option("--lm <name>", "offline, ollama[:model], together[:model] or openai[:model] (default: the best one found)")
  .option("--budget-calls <number>", "model calls at most", wholeNumber)
  .option("--max-cost <usd>", "US dollars at most; needs --price, but for ollama", dollars)
  .option("--price <prompt/completion>", "what the model charges, in US dollars a million tokens: 0.88/0.88")
  .option("--concurrency <number>", "model calls at once", wholeNumber, 8)
  .option("--seed <number>", "make a run repeatable", wholeNumber)
  .option("--set <key=value>", "a setting of the optimizer, such as k=3 (repeatable)", collect, [])
  .option("--resume", "take what earlier runs were answered: no paid call is repeated")
  .option("--yes", "spend without asking")
  .option("--replace", "replace the program of that name")
  .option("--promote", "have chat use it at once")
  .action(async (options) => exitWith((await import("./compile.ts")).compile(options)));
const programs = program.command("programs").description("list and choose compiled programs");
const withJson = (command: Command) => withPlaces(command).option("--json", "print JSON");
withJson(programs.command("list"))
  .description("list the compiled programs of the persona, with their scores (what happens without a command)")
  .action(async (options) => exitWith((await import("./programs.ts")).listPrograms(options)));
withJson(programs.command("show"))
  .argument("<name>", "the program")
  .description("show all that is known of a program: settings, scores, instruction, pinned demos, its examples")
  .action(async (name, options) => exitWith((await import("./programs-show.ts")).showProgram(name, options)));
withJson(programs.command("diff"))
  .argument("<a>", "the one program")
  .argument("<b>", "the other one")
  .description("show what two programs differ in")
  .action(async (a, b, options) => exitWith((await import("./programs-diff.ts")).diffPrograms(a, b, options)));
withPlaces(programs.command("promote"))
  .argument("<name>", "the program")
  .description("make chat use a program")
  .action(async (name, options) => exitWith((await import("./programs.ts")).promoteProgram(name, options)));
withPlaces(programs.command("rollback"))
  .description("make chat use what was promoted before")
  .action(async (options) => exitWith((await import("./programs.ts")).rollbackProgram(options)));
const splits = program.command("splits").description("keep what is measured apart from what is learned");
withPlaces(splits.command("check"))
  .description("find what stands, the same or nearly, in two splits; exits 100 where there is any")
  .option("--json", "print JSON")
  .action(async (options) => exitWith((await import("./splits.ts")).splitsCheck(options)));
withPlaces(splits.command("freeze"))
  .description("deal the conversations out to train, dev and test, once: writes splits.json beside the examples")
  .option("--train <share>", "share of the conversations to learn from, 0 to 1", share, 0.8)
  .option("--dev <share>", "share to tune on; test gets the rest", share, 0.1)
  .option("--seed <number>", "deal differently", wholeNumber, 1)
  .option("--extend", "add conversations that are in no split to train, and move none")
  .action(async (options) => exitWith((await import("./splits.ts")).splitsFreeze(options)));
withEmbedder(withPlaces(program.command("embed")))
  .description('read {"id"?, "text"} lines, print a vector each')
  .action(async (options) => exitWith((await import("./embed.ts")).embed(options)));
withEmbedder(withPlaces(program.command("doctor")))
  .description("say what is found on this machine and what to do about what is not")
  .action(async (options) => exitWith((await import("./doctor.ts")).doctor(options)));

const withSpending = (command: Command) =>
  withEmbedder(withPlaces(command))
    .option("--now <time>", "when conversations without a time begin, ISO 8601 with offset")
    .option("--seed <number>", "make a run repeatable", wholeNumber)
    .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
    .option("--concurrency <number>", "conversations at once", wholeNumber, 8)
    .option("--budget-calls <number>", "model calls at most", wholeNumber)
    .option("--max-cost <usd>", "US dollars at most; needs --price, but for ollama", dollars)
    .option("--price <prompt/completion>", "what the models charge, in US dollars a million tokens: 0.88/0.88", price);
const withResume = (command: Command) =>
  command.option("--resume", "take what earlier runs were answered: no paid call is repeated");
const withScoring = (command: Command) =>
  command
    .option("--metric <names...>", "what is measured (default: what says something of the model that replied)")
    .option("--judge <name>", "the model that judges by rubrics (default: the one that replies)")
    .option("--pairwise <rubric>", "have the judge compare the programs' replies in pairs, in both orders")
    .option("--labels <file>", "people's ratings of the first program's replies, JSON lines: how far the judge agrees")
    .option(
      "--min <score>",
      "least mean of the first metric, or METRIC=SCORE (repeatable); exits 100 below",
      collect,
      [],
    )
    .option("--report <kinds>", "write reports: html,junit,json,csv", reportKinds)
    .option("--out <folder>", "where the reports go (default: beside the run, under .understudy)");
const evaluation = withScoring(withSpending(program.command("eval")))
  .enablePositionalOptions()
  .description(
    "have programs answer cases, score the answers with intervals, compare; exits 100 where a demand was not met",
  )
  .option("--program <names...>", "programs to measure, also @zero-shot, @random, @knn … (default: the one of chat)")
  .option("--no-baselines", "leave @zero-shot and @random out")
  .option("--lm <name>", "offline, ollama[:model], together[:model] or openai[:model] (default: the best one found)")
  .addOption(
    new Option("--split <name>", "whose conversations are asked; loco: all but test, each without its own")
      .choices(["train", "dev", "test", "loco"])
      .default("dev"),
  )
  .option("--suite <file>", "ask the cases of this JSONL or YAML file instead")
  .option("--repeat <number>", "answers to each case", wholeNumber, 1)
  .option("--filter <what>", "only cases with tag=NAME, or whose id matches (repeatable)", collect, [])
  .option("--baseline <name>", "exit 100 where a program is significantly worse than this one")
  .option("--resume [run]", "go on with an earlier run: what it holds is not asked again")
  .option("--retry-errors", "with --resume: ask again what ended in an error")
  .action(async (options) => exitWith((await import("./eval.ts")).evaluate(options)));
withScoring(withPlaces(evaluation.command("rescore")))
  .argument("[run]", "the run (default: the newest)")
  .description("score the answers of an earlier run again; costs no call")
  .option("--lm <name>", "the model that judges by rubrics, where one is asked for")
  .option("--baseline <name>", "exit 100 where a program is significantly worse than this one")
  .action(async (run, options) => exitWith((await import("./eval-rescore.ts")).rescore(run, options)));
withResume(withSpending(program.command("simulate")))
  .description(
    "let simulated users hold whole conversations with programs; exits 100 where something was shown against the policy",
  )
  .requiredOption("--users <file>", "the users, YAML or JSON lines (training_data/users.yaml is a sample)")
  .option("--turns <number>", "messages that each user writes at most", wholeNumber, 8)
  .option("--program <names...>", "programs to talk with, also @zero-shot and its like (default: the one of chat)")
  .option("--lm <name>", "offline, ollama[:model], together[:model] or openai[:model] (default: the best one found)")
  .option("--user-lm <name>", "the model that plays users without a script (default: the one of --lm)")
  .option("--repeat <number>", "conversations of each user with each program", wholeNumber, 1)
  .option("--out <file>", "where the transcripts go (default: a new file under .understudy/transcripts)")
  .addOption(new Option("--report <kind>", "print a report instead of the table").choices(["json", "html"]))
  .action(async (options) => exitWith((await import("./simulate.ts")).simulate(options)));
const transcripts = program.command("transcripts").description("work with pools of transcripts");
transcripts
  .command("cut")
  .argument("<files...>", "transcripts of simulate, sequences, or conversations.json files")
  .description("cut conversations into sequences, print one a line")
  .requiredOption("--length <number>", "messages in a sequence", wholeNumber)
  .option("--step <number>", "messages from the start of one to the start of the next, at least", wholeNumber, 1)
  .addOption(new Option("--ends <side>", "whose message comes last").choices(["user", "persona"]).default("user"))
  .action(async (files, options) => exitWith((await import("./transcripts.ts")).cutTranscripts(files, options)));
withResume(withSpending(transcripts.command("complete")))
  .argument("<file>", "sequences, as `transcripts cut` prints them")
  .description("have sequences answered by programs and models; what --out holds already is not asked again")
  .requiredOption("--out <file>", "where the answers go")
  .option("--program <names...>", "programs that answer, also @zero-shot and its like (default: the one of chat)")
  .option("--lm <names...>", "models that answer (default: the best one found)")
  .option("--retry-errors", "ask again where the file holds an error")
  .action(async (file, options) => exitWith((await import("./transcripts.ts")).completeTranscripts(file, options)));
withEmbedder(transcripts.command("export"))
  .argument("<file>", "sequences, or what `transcripts complete` wrote")
  .description("print one row a sequence or answer, for analysis elsewhere")
  .addOption(new Option("--format <kind>", "what a row looks like").choices(["jsonl", "csv"]).default("jsonl"))
  .option("--vectors", "add the vector of the text")
  .action(async (file, options) => exitWith((await import("./transcripts.ts")).exportTranscripts(file, options)));

try {
  await program.parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = usageExitCode(error) ?? (await reportFault(error));
}

/** Options alone are for chat, after `programs` for its list. (Commander's own default command would take a misspelt command for an argument of it.) */
function withDefaultCommand(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  if (first === "programs" && hasNoCommand(rest[0])) return [first, "list", ...rest];
  return hasNoCommand(first) ? ["chat", ...given] : given;
}

function hasNoCommand(first: string | undefined): boolean {
  return first === undefined || (first.startsWith("-") && !/^(-h|--help|-V|--version)$/.test(first));
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

function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("An amount such as 2.50 is expected.");
  }
  return value;
}

function reportKinds(text: string): readonly string[] {
  const kinds = text.split(",");
  const unknown = kinds.find((kind) => !["html", "junit", "json", "csv"].includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError("Some of html,junit,json,csv are expected, with commas.");
  return kinds;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function price(text: string): { readonly prompt: number; readonly completion: number } {
  const [prompt = Number.NaN, completion = Number.NaN, ...more] = text.split("/").map(Number);
  if (!(prompt >= 0 && completion >= 0) || !/^[\d.]+\/[\d.]+$/.test(text) || more.length > 0) {
    throw new InvalidArgumentError("Two amounts such as 0.88/0.88 are expected.");
  }
  return { prompt, completion };
}
