import { knownVariables } from "../../app/variables.ts";
import { page } from "./lay-out.ts";

export const environmentTopic = (): readonly string[] => {
  const rows = (isInDotenv: boolean) =>
    knownVariables
      .filter((variable) => variable.isInDotenv === isInDotenv)
      .map(({ name, what }): [string, string] => [name, what]);
  return page("Variables", [
    "These may stand in a file .env of the folder you are in as well, which never overrides one that is set. An empty one counts as not set.",
    rows(true),
    "These are read from the environment alone:",
    rows(false),
  ]);
};
