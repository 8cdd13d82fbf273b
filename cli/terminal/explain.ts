import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { displayLine, displayText } from "./display-text.ts";
import { allOf, lastOf, readableTime } from "./turn-events.ts";

/** A titled part of an explanation. Lines are safe to print; none holds a line break. */
export type Section = { readonly title: string; readonly lines: readonly string[] };

/** Why a turn went as it did, from its events alone: what each stage said, and the exact prompt where it was traced. */
export const explainTurn = (events: readonly TurnEvent[]): readonly Section[] => [
  // The prompt is long: what explains a turn at a glance stands last, where the eye is.
  ...promptsOf(events),
  { title: "message", lines: textLines(lastOf(events, "turn")?.message ?? "not recorded") },
  { title: "mood", lines: [moodOf(lastOf(events, "sentiment"))] },
  { title: "route", lines: [routeOf(lastOf(events, "route"))] },
  { title: "context", lines: contextOf(lastOf(events, "context")) },
  ...programOf(lastOf(events, "demos")),
  { title: "demos, by similarity", lines: demosOf(lastOf(events, "demos")) },
  { title: "verdicts", lines: verdictsOf(allOf(events, "guard")) },
  { title: "attempts", lines: attemptsOf(allOf(events, "retry")) },
  { title: "reply", lines: replyOf(events) },
  { title: "time and tokens", lines: usageOf(lastOf(events, "usage")) },
];

const textLines = (text: string): readonly string[] => displayText(text).split("\n");

const moodOf = (event: TurnEventOf<"sentiment"> | undefined): string =>
  event
    ? `${event.sentiment}, confidence ${event.confidence.toFixed(2)}, read by ${event.by === "local" ? "the local module" : "the model"}${event.hostile ? "; hostile" : ""}`
    : "not read";

const routeOf = (event: TurnEventOf<"route"> | undefined): string =>
  event ? displayLine(`${event.pipeline}: ${event.reason}`) : "not reached";

const contextOf = (event: TurnEventOf<"context"> | undefined): readonly string[] =>
  event
    ? [
        `local time           ${displayLine(event.localTime)}`,
        `part of day          ${event.partOfDay}`,
        `conversation length  ${displayLine(event.conversationLength)}`,
        `since last message   ${displayLine(event.sinceLastMessage)}`,
      ]
    : ["not reached"];

/** Told where it has a name: the default needs no word. */
const programOf = (event: TurnEventOf<"demos"> | undefined): readonly Section[] =>
  event?.program ? [{ title: "program", lines: [displayLine(`${event.program.name} (${event.program.id})`)] }] : [];

const barLength = 20;

const demosOf = (event: TurnEventOf<"demos"> | undefined): readonly string[] => {
  if (event === undefined) return ["none were chosen"];
  if (event.demos.length === 0) return ["none: no example was asked for, or none is left to choose"];
  return event.demos.map(({ id, similarity }) => {
    const filled = Math.round(Math.min(1, Math.max(0, similarity)) * barLength);
    const bar = "█".repeat(filled) + "░".repeat(barLength - filled);
    return `${bar} ${similarity.toFixed(2).padStart(5)}  ${displayLine(id)}`;
  });
};

const verdictsOf = (events: readonly TurnEventOf<"guard">[]): readonly string[] =>
  events.length === 0
    ? ["every guard let the message and the reply pass"]
    : events.map((event) => {
        const attempt = event.side === "output" ? `, attempt ${event.attempt}` : "";
        const span = event.span ? ` [${event.span[0]}, ${event.span[1]})` : "";
        const category = event.category === undefined ? "" : `, ${event.category}`;
        const reason = event.reason === undefined ? "" : `: ${event.reason}`;
        const source = event.source === undefined ? "" : `, by policy.${event.category}.${event.source}`;
        const stopped = event.stoppedModel ? "; the model was stopped there" : "";
        return displayLine(
          `${event.side}${attempt}: ${event.action} by ${event.guard}${category}${reason}${span}${source}${stopped}`,
        );
      });

const attemptsOf = (events: readonly TurnEventOf<"retry">[]): readonly string[] =>
  events.length === 0
    ? ["one"]
    : events.map(({ attempt, lm, reason }) => displayLine(`attempt ${attempt} with ${lm}: ${reason}`));

const endings = {
  complete: "complete",
  "cut-by-guard": "cut by a guard after its last good sentence",
  "cut-by-connection": "cut where the connection broke",
} as const;

const authors = {
  model: "the model",
  fallback: "the fallback model",
  safe: "the persona's safe replies, since no attempt passed",
  care: "the fixed care text",
} as const;

const replyOf = (events: readonly TurnEvent[]): readonly string[] => {
  const reply = lastOf(events, "reply");
  if (reply) return [...textLines(reply.text), `(by ${authors[reply.by]}; ${endings[reply.ended]})`];
  const error = lastOf(events, "error");
  if (!error) return ["none"];
  const shown = error.shown === "" ? ["nothing was shown"] : textLines(error.shown);
  return [...shown, `(${error.code}: ${displayLine(error.message)})`];
};

const usageOf = (event: TurnEventOf<"usage"> | undefined): readonly string[] => {
  if (event === undefined) return ["not measured"];
  const { total, model, firstToken, ...stages } = event.ms;
  const times = Object.entries({ total, model, "first words": firstToken, ...stages }).flatMap(([stage, ms]) =>
    ms === undefined ? [] : [`${stage} ${readableTime(ms)}`],
  );
  return [
    displayLine(times.join(" · ")),
    `${event.promptTokens} prompt + ${event.completionTokens} reply tokens, ${displayLine(event.lm)}`,
  ];
};

const promptsOf = (events: readonly TurnEvent[]): readonly Section[] => {
  const prompts = allOf(events, "prompt");
  if (prompts.length === 0) {
    return [{ title: "prompt", lines: ["none: no model was asked, or the turn was not traced"] }];
  }
  const isOffline = /^offline\b/.test(lastOf(events, "usage")?.lm ?? "");
  const note = ["The offline model answered from the demos; a language model would be sent exactly this:"];
  return prompts.map(({ attempt, messages }) => ({
    title:
      prompts.length === 1 && attempt === 1
        ? "prompt"
        : attempt === 0
          ? "prompt for the mood"
          : `prompt of attempt ${attempt}`,
    lines: [
      ...(isOffline ? note : []),
      ...messages.flatMap(({ role, content }) => [`── ${role} ──`, ...textLines(content)]),
    ],
  }));
};
