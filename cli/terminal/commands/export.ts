import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

const formats = ["md", "json", "jsonl"] as const;

const notes = {
  md: "to be read",
  json: "all that was tried, and how each reply came about",
  jsonl: "a line for each message and its reply",
} as const;

/** Writes the conversation to a file. */
export const exportCommand: Command = {
  name: "export",
  parameters: "md|json|jsonl [path]",
  summary: "writes this conversation to a file",
  details: ["Into the folder where the program was started, unless a path is given."],
  isSafeWhileReplying: true,
  complete: (_chat, argument) =>
    formats
      .filter((format) => format.startsWith(argument.toLowerCase()))
      .map((format) => ({ text: `/export ${format}`, label: format, detail: notes[format] })),
  async run({ chat, say }, argument) {
    const [, named = "", path = ""] = argument.match(/^(\S*)\s*([\s\S]*)$/) ?? [];
    const format = formats.find((each) => each === named.toLowerCase());
    if (format === undefined) {
      throw new InputError({
        what: named === "" ? "No format was named." : `There is no format ${displayLine(named).slice(0, 40)}.`,
        expected: "md, json or jsonl, and a path if you like",
        fix: "/export md",
      });
    }
    const conversation = chat.conversation();
    if (conversation.exchanges.length === 0) {
      throw new InputError({ what: "Nothing was said yet in this conversation.", fix: "send a message first" });
    }
    const [{ exportSession }, { writeExport }, { exchangesOf, hasWords }, { typedPath }] = await Promise.all([
      import("../../../app/sessions/export-session.ts"),
      import("../../../app/sessions/write-export.ts"),
      import("../../../brain/core/conversation.ts"),
      import("./typed-path.ts"),
    ]);
    const { personaName } = chat;
    const written = await writeExport(exportSession(conversation, format, { personaName }), {
      ...(path !== "" && { path: typedPath(path) }),
      title: conversation.title ?? exchangesOf(conversation).find(hasWords)?.message ?? personaName,
      format,
      cwd: process.cwd(),
      at: new Date().toISOString(),
    });
    say([`written to ${written}`], "dim");
  },
};
