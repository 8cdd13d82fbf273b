import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";
import type { ModelOffer } from "./model-offer.ts";

export type ModelMeans = {
  /** What could be asked. */
  readonly list: () => Promise<readonly ModelOffer[]>;
  /** What is known of a model that was chosen, before it is asked anything; `undefined` where nothing stands against it. */
  readonly look: (lm: string) => Promise<string | undefined>;
};

/** Tells which model speaks, or goes on with another one. */
export const modelCommand = ({ list, look }: ModelMeans): Command => {
  let listed: Promise<readonly ModelOffer[]> | undefined;
  return {
    name: "model",
    parameters: "[name]",
    summary: "which model speaks, or another one",
    details: [
      "A connection of understudy.yaml by its name, or provider[:model], such as ollama:llama3.2:3b, together, openai:gpt-4.1-mini or offline.",
    ],
    async complete(_chat, argument) {
      // A server is asked when the argument is begun, not at every key.
      if (argument === "" || listed === undefined) listed = list();
      const offers = await listed;
      return offers
        .filter(({ name }) => name.includes(argument.toLowerCase()))
        .map(({ name, note }) => ({ text: `/model ${name}`, label: displayLine(name), detail: displayLine(note) }));
    },
    async run({ chat, say }, argument) {
      if (argument !== "") {
        const told = await chat.chooseModel(argument).catch((error: unknown) => {
          throw asChosenHere(error);
        });
        const known = await look(chat.lm);
        return say([known === undefined ? told : `${told}, but ${known}`], known === undefined ? "dim" : "notice");
      }
      const offers = await list();
      const width = Math.max(0, ...offers.map(({ name }) => name.length));
      say([`${chat.lm} · ${chat.lmReason}`], "dim");
      say(offers.map(({ name, note }) => `  ${name.padEnd(width)}  ${note}`));
      say(
        [
          "/model NAME goes on with another one: a connection of understudy.yaml, or provider:MODEL, such as openai:NAME",
        ],
        "dim",
      );
    },
  };
};

/** Where a model is opened a flag is blamed; here none was given. */
const asChosenHere = (error: unknown): unknown =>
  error instanceof InputError && error.message.includes("--lm")
    ? new InputError(
        { what: error.message.replace(/^--lm: /, "/model: ").replaceAll("--lm ", "/model ") },
        { cause: error },
      )
    : error;

export const model: Command = modelCommand({
  list: async () => (await import("./list-models.ts")).listModels(),
  look: async (lm) => (await import("./list-models.ts")).lookAtModel(lm),
});
