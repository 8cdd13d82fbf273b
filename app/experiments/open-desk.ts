import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import {
  type ExperimentDecision,
  type ExperimentLog,
  openExperimentLog,
} from "../../store/experiments/experiment-log.ts";
import { ratingLog } from "../../store/rating-log.ts";
import { loadConfig } from "../config.ts";
import { loadSections } from "../load-sections.ts";
import { type ExperimentReport, experimentReport } from "./experiment-report.ts";
import { type Experiment, type ExperimentMetric, experimentMetrics } from "./experiment-schema.ts";
import { type ExperimentStatus, experimentStatus } from "./experiment-status.ts";
import { metricFacts } from "./metric-facts.ts";
import { controlOf } from "./open-experiments.ts";
import { seenExperiment } from "./seen-experiment.ts";

/** What an operator does with experiments: those of understudy.yaml, with what this home knows of them. */
export type ExperimentDesk = {
  /** @throws {InputError} of the file, or no such name */
  status(name?: string): Promise<readonly ExperimentStatus[]>;
  /**
   * Also of an experiment that was taken out of the file, as long as there are turns of it.
   * @param options as typed: `metric` by its name, `minEffect` in points for shares. @throws {InputError}
   */
  report(name: string, options: ReportOptions): Promise<ExperimentReport>;
  /** Stops or starts a variant, or all of the experiment. False where that is how it stood already. @throws {InputError} */
  decide(name: string, decision: DeskDecision): Promise<boolean>;
};

export type ReportOptions = { readonly metric?: string | undefined; readonly minEffect?: number | undefined };
export type DeskDecision = {
  readonly variant?: string | undefined;
  readonly action: "stop" | "start";
  readonly reason: string;
};

export const openExperimentDesk = ({
  home = loadConfig().home,
  now = Date.now,
  sections = loadSections(),
}: {
  readonly home?: string;
  readonly now?: () => number;
  readonly sections?: ReturnType<typeof loadSections>;
} = {}): ExperimentDesk => {
  const path = databasePath(home);

  const experiments = async () => (await sections).experiments;

  /** Reading makes no file. */
  const reading = async <Result>(work: (log: ExperimentLog) => Promise<Result>, none: Result): Promise<Result> => {
    if (!existsSync(path)) return none;
    const log = await openExperimentLog(path);
    try {
      return await work(log);
    } finally {
      await log.close();
    }
  };

  const turnsAndDecisions = (name: string) =>
    reading(async (log) => ({ turns: await log.turns(name), decisions: await log.decisions(name) }), {
      turns: [],
      decisions: [] as readonly ExperimentDecision[],
    });

  return {
    async status(name) {
      const all = await experiments();
      if (name !== undefined) experimentNamed(all, name);
      const statuses: ExperimentStatus[] = [];
      for (const [each, experiment] of Object.entries(all)) {
        const known = await turnsAndDecisions(each);
        statuses.push(experimentStatus({ name: each, experiment, ...known, before: statuses }));
      }
      return statuses.filter((each) => name === undefined || each.name === name);
    },

    async report(name, { metric: metricName, minEffect }) {
      const all = await experiments();
      const known = await turnsAndDecisions(name);
      const isInFile = Object.hasOwn(all, name) || known.turns.length === 0;
      const experiment = isInFile ? experimentNamed(all, name) : seenExperiment(known.turns, "satisfaction");
      const metric = metricName === undefined ? experiment.metric : metricNamed(metricName);
      const ratings = await ratingLog({ path: join(home, "ratings.jsonl") }).list();
      const scale = metricFacts[metric].unit === "share" ? 100 : 1;
      return experimentReport({
        name,
        experiment,
        isInFile,
        ratings,
        metric,
        now: now(),
        ...(minEffect !== undefined && { minEffect: minEffect / scale }),
        ...known,
      });
    },

    async decide(name, { variant, ...decision }) {
      if (decision.action === "stop" && decision.reason.trim() === "") {
        throw new InputError({
          what: "a stop needs its reason",
          where: "--why",
          expected: "a few words for those who ask later",
        });
      }
      const experiment = experimentNamed(await experiments(), name);
      if (variant !== undefined) checkVariant(name, experiment, variant);
      const log = await openExperimentLog(path);
      try {
        const at = new Date(now()).toISOString();
        return await log.decide({ ...decision, experiment: name, ...(variant && { variant }), by: "operator", at });
      } finally {
        await log.close();
      }
    },
  };
};

/** The database of this home. */
const databasePath = (home: string): string => join(home, "understudy.db");

const experimentNamed = (all: Readonly<Record<string, Experiment>>, name: string): Experiment => {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(all);
  throw new InputError({
    what: `there is no experiment ${quoted(name)} in understudy.yaml${nearTo(name, names)}`,
    ...(names.length > 0
      ? { expected: `one of ${names.join(", ")}` }
      : { fix: "describe it under `experiments` in understudy.yaml of this folder; docs/experiments.md shows how" }),
  });
};

const checkVariant = (name: string, experiment: Experiment, variant: string): void => {
  const names = Object.keys(experiment.variants);
  const control = controlOf(experiment);
  if (variant === control) {
    throw new InputError({
      what: `${control} is the control of ${name}: the traffic of the others goes to it`,
      fix: `name another variant, or none for the whole experiment: understudy experiment stop ${name} --why "…"`,
    });
  }
  if (names.includes(variant)) return;
  throw new InputError({
    what: `${name} has no variant ${quoted(variant)}${nearTo(variant, names)}`,
    expected: `one of ${names.slice(1).join(", ")}`,
  });
};

const metricNamed = (name: string): ExperimentMetric => {
  const found = experimentMetrics.find((metric) => metric === name);
  if (found !== undefined) return found;
  throw new InputError({
    what: `there is no metric ${quoted(name)}${nearTo(name, experimentMetrics)}`,
    where: "--metric",
    expected: `one of ${experimentMetrics.join(", ")}`,
  });
};

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80));

const nearTo = (name: string, names: readonly string[]): string => {
  const near = nearestName(name, names);
  return near === undefined ? "" : `; did you mean ${near}?`;
};
