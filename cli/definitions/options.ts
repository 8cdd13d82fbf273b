import { type Command, InvalidArgumentError, Option } from "commander";
import { parsePrice } from "../../app/runner/parse-price.ts";

/** Where the persona and its examples lie; every command takes it. */
export const withPlaces = (command: Command) =>
  command
    .option("--persona <path>", "persona.yaml of the client (default: the one that comes with the program)")
    .option("--data <path>", "conversations.json of the client (default: the one beside the persona)");

export const withEmbedder = (command: Command) =>
  command.option(
    "--embedder <name>",
    "a connection, or offline, ollama[:model], together[:model], … (default: offline)",
  );

export const withLm = (command: Command) =>
  command.option(
    "--lm <name>",
    "a connection, or offline, ollama[:model], together[:model], … (default: the best one found)",
  );

export const withModel = (command: Command) =>
  withLm(withEmbedder(withPlaces(command)))
    .option("--now <time>", "start the clock at this ISO 8601 time; it then moves one minute a turn")
    .option("--seed <number>", "make a run repeatable", wholeNumber)
    .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
    .option("--json", "print the events as JSON, one a line")
    .addOption(new Option("--trace", "with --json: also print the exact prompts").implies({ json: true }));

export const withProgram = (command: Command) =>
  command.option(
    "--program <name>",
    "speak with this compiled program, or `default` (default: the promoted one; see understudy programs)",
  );

export const withSpending = (command: Command) =>
  withBudget(withEmbedder(withPlaces(command)))
    .option("--now <time>", "when conversations without a time begin, ISO 8601 with offset")
    .option("--seed <number>", "make a run repeatable", wholeNumber)
    .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, []);
export const withBudget = (command: Command) =>
  command
    .option("--concurrency <number>", "how many are asked at once", wholeNumber, 8)
    .option(
      "--budget-calls <number>",
      "questions to models at most, each counted once however often it is tried",
      wholeNumber,
    )
    .option(
      "--max-cost <usd>",
      "US dollars at most for all that is asked: retries, judges and embedders as well; needs every price, see --price",
      dollars,
    )
    .option(
      "--price <prompt/completion>",
      "what the models charge, in US dollars a million tokens: 0.88/0.88; also of others whose price is not known",
      parsePrice,
    );
export const withResume = (command: Command) =>
  command.option("--resume", "take what earlier runs were answered: no paid call is repeated");
export const withScoring = (command: Command) =>
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
export async function exitWith(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError("A whole number from 0 up is expected.");
  }
  return value;
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("A number from 0 to 1 is expected.");
  return value;
}

export function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("An amount such as 2.50 is expected.");
  }
  return value;
}

export function reportKinds(text: string): readonly string[] {
  const kinds = text.split(",");
  const unknown = kinds.find((kind) => !["html", "junit", "json", "csv"].includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError("Some of html,junit,json,csv are expected, with commas.");
  return kinds;
}

export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
