import { readFileSync } from "node:fs";
import { z } from "zod";
import { exampleFileEntry } from "../../brain/core/example.ts";

/** The shipped examples: unlike a client's own file, each has an id, a conversation and tags. */
const shipped = z.array(exampleFileEntry.required({ id: true, conversation: true, tags: true }));

/** The examples of training_data/conversations.json. @throws {ZodError} where one does not fit */
export const readExamples = () => shipped.parse(JSON.parse(readTrainingData("conversations.json")));

/** The text of a file in training_data. */
export const readTrainingData = (name: string): string =>
  readFileSync(new URL(`../../training_data/${name}`, import.meta.url), "utf8");
