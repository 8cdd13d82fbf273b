import { dollars } from "../../../brain/core/dollars.ts";
import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import type { Look } from "../row.ts";
import { bar } from "./bar.ts";
import { budgetFigures, budgetName } from "./budget-words.ts";
import { demoItems, demosNote, demosTitle } from "./demo-items.ts";
import { run } from "./fit-row.ts";
import type { Item, Known, Telling, TurnSection } from "./item.ts";
import { stageTimes } from "./stage-times.ts";
import { allOf, lastOf } from "./turn-events.ts";
import { attemptItems, verdictItems } from "./verdict-items.ts";
import { waterfallItems } from "./waterfall-items.ts";

/** The parts of a turn, each made when it is asked for; those that the turn has not reached have no items. */
export const turnSections = (events: readonly TurnEvent[], known: Known, telling: Telling) => {
  const usage = lastOf(events, "usage");
  return {
    mood: () =>
      section("mood → pipeline", [
        ...moodItems(lastOf(events, "sentiment"), telling),
        ...routeItems(lastOf(events, "route")),
      ]),
    experiment: () => section("experiment", experimentItems(lastOf(events, "experiment"))),
    budgets: () => section("budgets", allOf(events, "budget").map(budgetItem)),
    context: () => section("context", contextItems(lastOf(events, "context"), telling)),
    demos: (): TurnSection => {
      const items = demoItems(events, known, telling);
      const hasFigures = (lastOf(events, "demos")?.demos.length ?? 0) > 0;
      return { ...section(demosTitle(events), items), ...(hasFigures && { note: demosNote }) };
    },
    verdicts: () => section("verdicts", verdictItems(events, telling)),
    attempts: () => section("attempts", attemptItems(events)),
    times: () => {
      const times = stageTimes(events, known.times ?? [], known.elapsed ?? 0);
      return section("time", waterfallItems(times, telling, usage === undefined));
    },
    tokens: () => section("tokens", usage ? [tokensItem(usage, known.cost)] : []),
  };
};

const section = (title: string, items: readonly Item[]): TurnSection => ({ title, items });

const moodLooks: Readonly<Record<TurnEventOf<"sentiment">["sentiment"], Look>> = {
  positive: "good",
  neutral: "strong",
  negative: "bad",
};

const moodItems = (event: TurnEventOf<"sentiment"> | undefined, { width }: Telling): readonly Item[] => {
  if (event === undefined) return [];
  const body = [
    run(event.sentiment, "strong", moodLooks[event.sentiment]),
    run(" "),
    run(bar(event.confidence, width < 40 ? 5 : 10), "accent"),
    run(` ${event.confidence.toFixed(2)}, read by the ${event.by === "local" ? "local module" : "model"}`),
    ...(event.hostile ? [run(" · "), run("hostile to the persona", "bad")] : []),
  ];
  return [{ body }];
};

const routeItems = (event: TurnEventOf<"route"> | undefined): readonly Item[] => {
  if (event === undefined) return [];
  const why = run(` (${displayLine(event.reason)})`, "dim");
  return [{ lead: "→ ", body: [run(displayLine(event.pipeline), "strong"), why] }];
};

const experimentItems = (event: TurnEventOf<"experiment"> | undefined): readonly Item[] =>
  event === undefined
    ? []
    : [{ body: [run(`${displayLine(event.experiment)}: `), run(displayLine(event.variant), "strong")] }];

const budgetItem = (event: TurnEventOf<"budget">): Item => ({
  lead: "· ",
  body: [
    run(event.level === "hard" ? "used up " : "nearly used up ", "strong", event.level === "hard" ? "bad" : "notice"),
    run(`${budgetName(event)}: ${budgetFigures(event)}`),
  ],
});

const contextItems = (event: TurnEventOf<"context"> | undefined, { isBrief }: Telling): readonly Item[] => {
  if (event === undefined) return [];
  const fields = [
    ["local time", event.localTime],
    ["part of day", event.partOfDay],
    ["conversation length", event.conversationLength],
    ["since last message", event.sinceLastMessage],
  ].map(([name = "", value = ""]) => [name, displayLine(value)] as const);
  if (!isBrief) return fields.map(([name, value]) => ({ lead: [run(name.padEnd(21), "dim")], body: value }));
  const [time, part, length, since] = fields.map(([, value]) => value);
  return [{ body: `${time} · ${part} · ${length} · since last message: ${since}` }];
};

const tokensItem = (usage: TurnEventOf<"usage">, reckoned: number | undefined): Item => {
  const { lm, connection, promptTokens, completionTokens, cost = reckoned } = usage;
  if (lm === "none") return { body: "none: no model was asked" };
  const price = cost === undefined ? run("no price set (--price)", "dim") : run(dollars(cost), "accent");
  return {
    body: [
      run(
        `${promptTokens} in, ${completionTokens} out · ${displayLine(connection === undefined ? lm : `${connection} (${lm})`)} · `,
      ),
      price,
    ],
  };
};
