import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import type { Look, Row } from "../row.ts";
import { connectionWords } from "./connection-words.ts";
import { run } from "./fit-row.ts";
import type { Item, Telling } from "./item.ts";
import { markSpan, placeSpan } from "./mark-span.ts";
import { readableMessage } from "./readable-message.ts";
import { allOf, lastOf, readableTime } from "./turn-events.ts";

/** Of a message's personal data, those that are shown where they stand. */
const mostMarks = 3;

const deeds: Readonly<Record<TurnEventOf<"guard">["action"], string>> = {
  block: "blocked",
  steer: "steered",
  mask: "left out of logs",
};

const looks: Readonly<Record<TurnEventOf<"guard">["action"], Look>> = { block: "bad", steer: "notice", mask: "dim" };

/** What the guards had to say, each with the place that it is about. */
export const verdictItems = (events: readonly TurnEvent[], { width }: Telling): readonly Item[] =>
  allOf(events, "guard").flatMap((event) => [
    {
      lead: "· ",
      body: [
        run(event.side === "input" ? "message " : `attempt ${event.attempt} `, "dim"),
        run(deeds[event.action], "strong", looks[event.action]),
        run(displayLine(` by ${whyOf(event)}`)),
      ],
    },
    ...placesOf(event, events, width).map((body): Item => ({ lead: "  ", body })),
  ]);

const whyOf = ({ guard, category, reason, source, span, doubtful, stoppedModel }: TurnEventOf<"guard">): string =>
  [
    category === undefined || category === guard ? guard : `${guard}, ${category}`,
    reason === undefined ? "" : `: ${reason}`,
    source === undefined ? "" : `, by policy.${category}.${source}`,
    span === undefined ? "" : ` [${span[0]}, ${span[1]})`,
    doubtful ? "; in doubt" : "",
    stoppedModel ? "; the model was stopped there" : "",
  ].join("");

const placesOf = (event: TurnEventOf<"guard">, events: readonly TurnEvent[], width: number): readonly Row[] => {
  const spans = event.spans ?? (event.span ? [event.span] : []);
  if (event.side === "output") {
    const { draft, stoppedModel = false } = event;
    if (draft !== undefined) return spans.map((span) => markSpan(draft, span));
    // Where in the attempt it stood, not what. The attempt is known as far as the guards have spoken of it.
    const blocks = allOf(events, "guard").filter(({ side, attempt }) => side === "output" && attempt === event.attempt);
    const length = Math.max(...blocks.flatMap((block) => block.span?.[1] ?? 0));
    return spans.map((span) => placeSpan(span, { length, isOpen: stoppedModel, width: Math.min(30, width - 28) }));
  }
  const message = readableMessage(events);
  if (!("words" in message)) return spans.length === 0 ? [] : [[run(`(${message.instead})`, "dim")]];
  const marks = spans.slice(0, mostMarks).map((span) => markSpan(message.words, span));
  const more = spans.length - marks.length;
  return more > 0 ? [...marks, [run(`and in ${more} more ${more === 1 ? "place" : "places"}`, "dim")]] : marks;
};

/** What came between the first question to a model and the reply: what was decided about connections, their pauses, and further attempts. */
export const attemptItems = (events: readonly TurnEvent[]): readonly Item[] => {
  const byFallback = lastOf(events, "reply")?.by === "fallback" ? allOf(events, "retry").at(-1) : undefined;
  return events.flatMap((event): readonly Item[] => {
    if (event.type === "wait") {
      const body = displayLine(`${event.lm}, asked again after ${readableTime(event.ms)}: ${event.reason}`);
      return [{ lead: "· ", body: [run("pause ", "dim"), run(body)] }];
    }
    if (event.type === "connection") {
      return [{ lead: "· ", body: [run(displayLine(connectionWords(event)), "dim")] }];
    }
    if (event.type !== "retry") return [];
    const who = event === byFallback ? `the fallback ${event.lm}` : event.lm;
    const told = displayLine(`${who}, because of ${event.reason}`);
    const code = event.code === undefined ? [] : [run(displayLine(` (${event.code})`), "dim")];
    return [{ lead: "· ", body: [run(`attempt ${event.attempt} `, "dim"), run(told), ...code] }];
  });
};
