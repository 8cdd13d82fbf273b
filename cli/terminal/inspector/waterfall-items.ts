import { columnsOf } from "../graphemes.ts";
import { placeBar } from "./bar.ts";
import { run } from "./fit-row.ts";
import type { Item, Telling } from "./item.ts";
import type { StageTime, TurnTimes } from "./stage-times.ts";
import { readableTime } from "./turn-events.ts";

/** Stages of a shorter share of the turn are told together, where there is little room. */
const smallShare = 0.01;
const longestBar = 40;

/** When each stage of a turn began and ended, as bars below each other; `isRunning` where the turn goes on. */
export const waterfallItems = (
  { stages, total }: TurnTimes,
  { width, isBrief }: Telling,
  isRunning: boolean,
): readonly Item[] => {
  if (stages.length === 0) return [];
  const isSmall = ({ from, to }: StageTime) => isBrief && stages.length > 1 && to - from < total * smallShare;
  const small = stages.filter(isSmall);
  const shown = stages.filter((stage) => !isSmall(stage));
  const names = Math.max(5, ...shown.map(({ stage }) => columnsOf(stage)));
  const length = Math.min(longestBar, width - names - 2 - 8);
  const row = (name: string, drawn: string, ms: number): Item => ({
    lead: [run(`${name.padEnd(names)} `, "dim")],
    body: [...(length < 3 ? [] : [run(drawn, "accent")]), run(readableTime(ms).padStart(8))],
  });
  const sum = small.reduce((all, { from, to }) => all + to - from, 0);
  return [
    ...shown.map((stage) => row(stage.stage, placeBar({ ...stage, total }, length, ["█", " "]), stage.to - stage.from)),
    ...(small.length === 0
      ? []
      : [
          {
            body: [
              run(
                `${small.map(({ stage }) => stage).join(", ")}: ${readableTime(sum)}${small.length > 1 ? " together" : ""}`,
                "dim",
              ),
            ],
          },
        ]),
    row(isRunning ? "so far" : "total", " ".repeat(Math.max(0, length)), total),
  ];
};
