import type { Command } from "./command.ts";

/** Tells which persona speaks, or begins a conversation with another one. */
export const persona: Command = {
  name: "persona",
  parameters: "[path]",
  summary: "who speaks, or begins with another persona",
  details: ["Takes the path of a persona.yaml. This session is kept: /resume returns to it."],
  async complete(_chat, argument) {
    const { personaPaths } = await import("./persona-paths.ts");
    const found = await personaPaths(argument);
    return found.map(({ path, name }) => ({
      text: `/persona ${path}`,
      label: path,
      cut: "front" as const,
      ...(name !== undefined && { detail: name }),
    }));
  },
  async run({ chat, say }, argument) {
    if (argument !== "") {
      const { typedPath } = await import("./typed-path.ts");
      const told = await chat.choosePersona(typedPath(argument));
      say([chat.personaName], "title");
      say([told, "The conversation before is kept: /resume returns to it."], "dim");
      return;
    }
    const { personaPath, dataPath, examples } = chat.info();
    say(
      [
        `${chat.personaName} · ${personaPath}`,
        `  ${examples} examples of ${dataPath}`,
        "  /persona PATH begins with another one",
      ],
      "dim",
    );
  },
};
