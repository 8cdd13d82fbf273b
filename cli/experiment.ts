import type { ExperimentStatus, VariantStatus } from "../app/experiments/experiment-status.ts";
import type { DeskDecision } from "../app/experiments/open-desk.ts";
import { countedUnits, unitName, unitNames } from "../app/experiments/unit-words.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { hanging, tableOr } from "./lay-out.ts";
import { print } from "./print.ts";
import { displayLine } from "./terminal/display-text.ts";

type JsonOption = { readonly json?: boolean };

/** Prints a line of each experiment. Returns the exit code. */
export const listExperiments = async ({ json = false }: JsonOption): Promise<number> => {
  const statuses = await statusesOf();
  await printed(statuses, json, (status) => [
    ...hanging("", displayLine(`${status.name}  ${stateInWords(status)}, ${status.metric}`)),
    ...hanging("    ", displayLine(status.variants.map(shareInWords).join(", "))),
  ]);
  return 0;
};

/** Prints how experiments stand. Returns the exit code. @throws {InputError} no such name */
export const showStatus = async (name: string | undefined, { json = false }: JsonOption): Promise<number> => {
  const statuses = await statusesOf(name);
  await printed(statuses, json, (status) => [
    ...hanging("", displayLine(`${status.name}  ${stateInWords(status)}`)),
    ...hanging("  ", displayLine(`compares ${status.metric}${status.persona ? `, with ${status.persona} alone` : ""}`)),
    ...variantLines(status).map((line) => `  ${line}`),
    ...status.variants.flatMap((variant) => stopLines(variant)),
    ...canaryLines(status),
  ]);
  return 0;
};

/** Stops or starts an experiment or a variant. Returns the exit code. @throws {InputError} */
export const decideExperiment = async (
  name: string,
  variant: string | undefined,
  decision: Omit<DeskDecision, "variant">,
): Promise<number> => {
  const { openExperimentDesk } = await import("../app/experiments/open-desk.ts");
  const isNew = await openExperimentDesk().decide(name, { ...decision, variant });
  const what = variant === undefined ? name : `${variant} of ${name}`;
  const done = decision.action === "stop" ? "stopped" : "running";
  const effect =
    decision.action === "start"
      ? ""
      : variant === undefined
        ? ": conversations go on without it from their next turn on"
        : ": its traffic goes to the first variant, from the next turn on";
  const said = isNew ? `${what} is ${done}${effect}` : `${what} is ${done} already: nothing was changed`;
  await print(`${hanging("", displayLine(said)).join("\n")}\n`);
  return 0;
};

const statusesOf = async (name?: string): Promise<readonly ExperimentStatus[]> => {
  const { openExperimentDesk } = await import("../app/experiments/open-desk.ts");
  return openExperimentDesk().status(name);
};

const printed = async (
  statuses: readonly ExperimentStatus[],
  json: boolean,
  blockOf: (status: ExperimentStatus) => readonly string[],
): Promise<void> => {
  if (json) return print(`${JSON.stringify(statuses, null, 2)}\n`);
  await print(`${(statuses.length === 0 ? hanging("", none) : statuses.flatMap(blockOf)).join("\n")}\n`);
};

const none = "no experiments: describe one under `experiments` in understudy.yaml (docs/experiments.md shows how)";

const stateInWords = ({ state, behind, stopped }: ExperimentStatus): string => {
  if (state === "off") return "off: its file says `running: false`";
  if (state === "waits") return `waits: ${behind} comes first, and a conversation takes part in one experiment at most`;
  if (stopped)
    return `stopped ${stopped.at.slice(0, 16).replace("T", " ")} UTC by the ${stopped.by}: ${stopped.reason}`;
  return "running";
};

const variantLines = ({ variants, unit }: ExperimentStatus): readonly string[] => {
  const rows = variants.map((variant) => [
    displayLine(variant.name),
    percent(variant.share),
    `${variant.units}`,
    `${variant.turns}`,
    `${variant.blocked}`,
    `${variant.failed}`,
  ]);
  return tableOr([["variant", "share", unitNames(unit), "turns", "blocked", "failed"], ...rows], () =>
    variants.flatMap((variant) => [
      ...hanging("", displayLine(shareInWords(variant))),
      ...hanging("  ", `${countedUnits(variant.units, unit)}, ${plural(variant.turns, "turn")}`),
      ...hanging("  ", `${variant.blocked} blocked, ${variant.failed} failed`),
    ]),
  );
};

const stopLines = ({ name, stopped }: VariantStatus): readonly string[] =>
  stopped === undefined
    ? []
    : hanging("  ", displayLine(`${name} was stopped ${minuteOf(stopped.at)} by the ${stopped.by}: ${stopped.reason}`));

const canaryLines = ({ canary, unit }: ExperimentStatus): readonly string[] => {
  if (canary === undefined) return [];
  if (canary.turns === 0) return hanging("  ", displayLine(`canary ${canary.variant}: no turns yet`));
  const judged =
    canary.turns < canary.minTurns
      ? `judged from ${canary.minTurns} turns on`
      : "judged after each turn that was blocked or failed";
  const rates = canary.rates.map(
    ({ rate, hits, hitUnits, bar, low }) =>
      `${rate} ${hits} of ${canary.turns} turns, with ${hitUnits} of ${countedUnits(canary.units, unit)} (above ${percent(low)} of the turns of a ${unitName(unit)}, 95 % sure; stopped where that passes ${percent(bar)})`,
  );
  return hanging("  ", displayLine(`canary ${canary.variant}: ${rates.join(", ")}; ${judged}`));
};

const shareInWords = ({ name, share, stopped }: VariantStatus): string =>
  `${name} ${percent(share)}${stopped ? " (stopped)" : ""}`;

const minuteOf = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;
const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
