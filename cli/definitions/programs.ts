import { type Command, Option } from "commander";
import { collect, exitWith, share, wholeNumber, withBudget, withEmbedder, withPlaces } from "./options.ts";

/** Commands that make and choose programs, and what they are measured on. */
export const definePrograms = (program: Command): void => {
  withBudget(withEmbedder(withPlaces(program.command("compile"))))
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
    .option(
      "--lm <name>",
      "a connection, or offline, ollama[:model], together[:model], … (default: the best one found)",
    )
    .option("--seed <number>", "make a run repeatable", wholeNumber)
    .option("--set <key=value>", "a setting of the optimizer, such as k=3 (repeatable)", collect, [])
    .option("--resume", "take what earlier runs were answered: no paid call is repeated")
    .option("--yes", "spend without asking")
    .option("--replace", "replace the program of that name; the one that chat uses only with --promote")
    .option("--promote", "have chat use it at once")
    .action(async (options) => exitWith((await import("../compile.ts")).compile(options)));
  const programs = program.command("programs").description("list and choose compiled programs");
  const withJson = (command: Command) => withPlaces(command).option("--json", "print JSON");
  withJson(programs.command("list"))
    .description("list the compiled programs of the persona, with their scores (what happens without a command)")
    .action(async (options) => exitWith((await import("../programs.ts")).listPrograms(options)));
  withJson(programs.command("show"))
    .argument("<name>", "the program")
    .description("show all that is known of a program: settings, scores, instruction, pinned demos, its examples")
    .action(async (name, options) => exitWith((await import("../programs-show.ts")).showProgram(name, options)));
  withJson(programs.command("diff"))
    .argument("<a>", "the one program")
    .argument("<b>", "the other one")
    .description("show what two programs differ in")
    .action(async (a, b, options) => exitWith((await import("../programs-diff.ts")).diffPrograms(a, b, options)));
  withPlaces(programs.command("promote"))
    .argument("<name>", "the program")
    .description("make chat use a program")
    .action(async (name, options) => exitWith((await import("../programs.ts")).promoteProgram(name, options)));
  withPlaces(programs.command("rollback"))
    .description("make chat use what was promoted before")
    .action(async (options) => exitWith((await import("../programs.ts")).rollbackProgram(options)));
  const splits = program.command("splits").description("keep what is measured apart from what is learned");
  withPlaces(splits.command("check"))
    .description("find what stands, the same or nearly, in two splits; exits 100 where there is any")
    .option("--json", "print JSON")
    .action(async (options) => exitWith((await import("../splits.ts")).splitsCheck(options)));
  withPlaces(splits.command("freeze"))
    .description("deal the conversations out to train, dev and test, once: writes splits.json beside the examples")
    .option("--train <share>", "share of the conversations to learn from, 0 to 1", share, 0.8)
    .option("--dev <share>", "share to tune on; test gets the rest", share, 0.1)
    .option("--seed <number>", "deal differently", wholeNumber, 1)
    .option("--extend", "add conversations that are in no split to train, and move none")
    .action(async (options) => exitWith((await import("../splits.ts")).splitsFreeze(options)));
};
