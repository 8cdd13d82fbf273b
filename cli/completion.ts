import type { Command } from "commander";
import { shapesOf } from "./completion/shape.ts";
import { topics } from "./help-topics/index.ts";
import { print } from "./print.ts";

export type Shell = "bash" | "zsh" | "fish";

/** Prints what teaches a shell to complete the program's commands and options. Returns the exit code. */
export const completion = async (shell: Shell, program: Command): Promise<number> => {
  const scripts = {
    bash: async () => (await import("./completion/bash.ts")).bashScript,
    zsh: async () => (await import("./completion/zsh.ts")).zshScript,
    fish: async () => (await import("./completion/fish.ts")).fishScript,
  };
  const topicNames = topics.map(({ name }) => name);
  const write = await scripts[shell]();
  await print(write(shapesOf(program, topicNames), program.version() ?? ""));
  return 0;
};
