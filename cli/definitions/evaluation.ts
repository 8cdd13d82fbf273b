import { type Command, Option } from "commander";
import {
  collect,
  exitWith,
  wholeNumber,
  withBudget,
  withEmbedder,
  withPlaces,
  withResume,
  withScoring,
  withSpending,
} from "./options.ts";

/** Commands that measure programs. */
export const defineEvaluation = (program: Command): void => {
  const evaluation = withScoring(withSpending(program.command("eval")))
    .enablePositionalOptions()
    .description(
      "have programs answer cases, score the answers with intervals, compare; exits 100 where a demand was not met",
    )
    .option("--program <names...>", "programs to measure, also @zero-shot, @random, @knn … (default: the one of chat)")
    .option("--no-baselines", "leave @zero-shot and @random out")
    .option(
      "--lm <name>",
      "a connection, or offline, ollama[:model], together[:model], … (default: the best one found)",
    )
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
    .action(async (options) => exitWith((await import("../eval.ts")).evaluate(options)));
  withScoring(withBudget(withPlaces(evaluation.command("rescore"))))
    .argument("[run]", "the run (default: the newest)")
    .description("score the answers of an earlier run again: no reply is asked for, only a judge where one is wanted")
    .option("--lm <name>", "the model that judges by rubrics, where one is asked for")
    .option("--baseline <name>", "exit 100 where a program is significantly worse than this one")
    .action(async (run, options) => exitWith((await import("../eval-rescore.ts")).rescore(run, options)));
  withResume(withSpending(program.command("simulate")))
    .description(
      "let simulated users hold whole conversations with programs; exits 100 where something was shown against the policy",
    )
    .requiredOption("--users <file>", "the users, YAML or JSON lines (training_data/users.yaml is a sample)")
    .option("--turns <number>", "messages that each user writes at most", wholeNumber, 8)
    .option("--program <names...>", "programs to talk with, also @zero-shot and its like (default: the one of chat)")
    .option(
      "--lm <name>",
      "a connection, or offline, ollama[:model], together[:model], … (default: the best one found)",
    )
    .option("--user-lm <name>", "the model that plays users without a script (default: the one of --lm)")
    .option("--repeat <number>", "conversations of each user with each program", wholeNumber, 1)
    .option("--out <file>", "where the transcripts go (default: a new file under .understudy/transcripts)")
    .addOption(new Option("--report <kind>", "print a report instead of the table").choices(["json", "html"]))
    .action(async (options) => exitWith((await import("../simulate.ts")).simulate(options)));
  const transcripts = program.command("transcripts").description("work with pools of transcripts");
  transcripts
    .command("cut")
    .argument("<files...>", "transcripts of simulate, sequences, or conversations.json files")
    .description("cut conversations into sequences, print one a line")
    .requiredOption("--length <number>", "messages in a sequence", wholeNumber)
    .option("--step <number>", "messages from the start of one to the start of the next, at least", wholeNumber, 1)
    .addOption(new Option("--ends <side>", "whose message comes last").choices(["user", "persona"]).default("user"))
    .option("--include-test", "cut the conversations of the testset as well, which splits.json keeps apart")
    .action(async (files, options) => exitWith((await import("../transcripts.ts")).cutTranscripts(files, options)));
  withResume(withSpending(transcripts.command("complete")))
    .argument("<file>", "sequences, as `transcripts cut` prints them")
    .description("have sequences answered by programs and models; what --out holds already is not asked again")
    .requiredOption("--out <file>", "where the answers go")
    .option("--program <names...>", "programs that answer, also @zero-shot and its like (default: the one of chat)")
    .option("--lm <names...>", "models that answer (default: the best one found)")
    .option("--retry-errors", "ask again where the file holds an error")
    .action(async (file, options) => exitWith((await import("../transcripts.ts")).completeTranscripts(file, options)));
  withEmbedder(transcripts.command("export"))
    .argument("<file>", "sequences, or what `transcripts complete` wrote")
    .description("print one row a sequence or answer, for analysis elsewhere")
    .addOption(new Option("--format <kind>", "what a row looks like").choices(["jsonl", "csv"]).default("jsonl"))
    .option("--vectors", "add the vector of the text")
    .option("--persona <file>", "whose guards say which words go to no embedder (default: training_data/persona.yaml)")
    .action(async (file, options) => exitWith((await import("../transcripts.ts")).exportTranscripts(file, options)));
};
