import type { Command } from "./command.ts";

/** How a command is written: `/why [turn]`. */
export const usageOf = ({ name, parameters }: Pick<Command, "name" | "parameters">): string =>
  parameters === undefined ? `/${name}` : `/${name} ${parameters}`;
