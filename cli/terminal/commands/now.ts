import type { Command } from "./command.ts";

/** Tells or moves the persona's clock. */
export const now: Command = {
  name: "now",
  parameters: "[time|+2h|-1d|real]",
  summary: "what time it is for the persona, or shall be",
  details: ["+2h30m, -1d, 23:40 or an ISO 8601 time move the clock; real sets it right again."],
  isSafeWhileReplying: true,
  complete: (_chat, argument) =>
    offers
      .filter(([label]) => label.startsWith(argument))
      .map(([label, detail]) => ({ text: `/now ${label}`, label, detail })),
  async run({ chat, say }, argument) {
    if (argument !== "") return say([`it is ${chat.shiftClock(argument)}`], "dim");
    const { shiftWords } = await import("./spans.ts");
    const { context, clockShift } = chat.info();
    say([`it is ${context.localTime}${shiftWords(clockShift)}`], "dim");
  },
};

const offers: readonly (readonly [label: string, detail: string])[] = [
  ["+1h", "an hour later"],
  ["+8h", "the next part of the day"],
  ["+1d", "tomorrow"],
  ["-1d", "yesterday"],
  ["23:40", "at this time of the day"],
  ["real", "as on this machine"],
];
