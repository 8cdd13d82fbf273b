import type { Command } from "commander";
import { InputError } from "../brain/core/errors.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { type Topic, topicList, topics } from "./help-topics/index.ts";
import { print } from "./print.ts";

/**
 * Prints what there is to tell of a topic or a command (`programs show`); of the program where neither is named. Returns
 * the exit code. @throws {InputError} there is no such thing
 */
export const help = async (words: readonly string[], program: Command): Promise<number> => {
  const [name] = words;
  if (name === undefined) {
    await print(program.helpInformation() + topicList());
    return 0;
  }
  const command = commandAt(program, words);
  const topic = words.length === 1 ? topics.find((each) => each.name === name) : undefined;
  if (topic) await print(await topicPage(topic, command));
  else if (command) await print(command.helpInformation());
  else throw unknown(words, program);
  return 0;
};

const topicPage = async (topic: Topic, command: Command | undefined): Promise<string> => {
  const lines = await topic.load();
  // Some words are the name of both.
  const more = command === undefined ? [] : ["", `The command of this name: understudy ${topic.name} --help`];
  return `${[...lines, ...more].join("\n")}\n`;
};

const commandAt = (program: Command, words: readonly string[]): Command | undefined => {
  let found: Command | undefined = program;
  for (const word of words) found = found?.commands.find((command) => command.name() === word);
  return found;
};

const unknown = (words: readonly string[], program: Command): InputError => {
  // The first word that leads nowhere: what could stand in its place is known.
  const wrong = words.findIndex((_, at) => commandAt(program, words.slice(0, at + 1)) === undefined);
  const before = words.slice(0, wrong);
  const known = [
    ...(wrong === 0 ? topics.map(({ name }) => name) : []),
    ...(commandAt(program, before)?.commands ?? []).map((command) => command.name()),
  ];
  const near = nearestName(words[wrong] ?? "", known);
  return new InputError({
    what: `there is no topic or command ${JSON.stringify(words.join(" ").slice(0, 60))}`,
    where: "help",
    fix: near === undefined ? "`understudy help` lists them" : `did you mean ${[...before, near].join(" ")}?`,
  });
};
