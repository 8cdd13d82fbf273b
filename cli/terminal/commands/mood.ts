import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

/** Answers by one pipeline, whatever the mood. */
export const mood: Command = {
  name: "mood",
  parameters: "[pipeline|auto]",
  summary: "answers by one pipeline, whatever the mood",
  details: ["Guards go before it all the same. /mood auto goes by the mood of each message again."],
  isSafeWhileReplying: true,
  complete: ({ pipelines, pinned }, argument) =>
    ["auto", ...pipelines]
      .filter((name) => name.startsWith(argument.toLowerCase()))
      .map((name) => ({
        text: `/mood ${name}`,
        label: displayLine(name),
        ...(name === (pinned ?? "auto") && { detail: "as it is" }),
        ...(name === "auto" && { detail: "by the mood of each message" }),
      })),
  run({ chat, say }, argument) {
    if (argument !== "") chat.pin(argument.toLowerCase() === "auto" ? undefined : argument);
    say(
      [
        chat.pinned === undefined
          ? "pipelines are chosen by the mood of each message"
          : `every message goes to ${chat.pinned} · /mood auto lets the mood decide`,
        ...(argument === "" ? [`  pipelines: ${chat.pipelines.join(", ")}`] : []),
      ],
      "dim",
    );
  },
};
