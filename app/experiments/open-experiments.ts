import type { PredictionRecord } from "../../brain/core/prediction.ts";
import type { ExperimentDecision, ExperimentLog } from "../../store/experiments/experiment-log.ts";
import type { Sections } from "../sections.ts";
import { assignVariant } from "./assign-variant.ts";
import { canaryStop } from "./canary.ts";
import type { Experiment, ExperimentVariant } from "./experiment-schema.ts";
import { experimentTurn } from "./experiment-turn.ts";
import { standingOf, startedAt } from "./standing.ts";

/** The experiment that a conversation takes part in, and what its variant does otherwise. */
export type Assigned = { readonly experiment: string; readonly variant: string; readonly settings: ExperimentVariant };

/** A variant that was stopped just now; `reason` is for the operator. */
export type Stopped = { readonly experiment: string; readonly variant: string; readonly reason: string };

export type Experiments = {
  /**
   * What a unit (a user, else a session) gets: of the first experiment of understudy.yaml that runs and is meant for this
   * persona. The same at each asking, until that variant is stopped: then the control. `undefined` where there is none.
   * To be asked before each turn, so that a stop holds from the next one on. Never throws.
   */
  assigned(unit: string): Promise<Assigned | undefined>;
  /** Keeps what a turn came to, and stops a canary that is above its bar. Never throws. */
  record(record: PredictionRecord): Promise<{ readonly stopped?: Stopped }>;
  close(): Promise<void>;
};

export type ExperimentMeans = {
  readonly sections: Pick<Sections, "experiments">;
  /** Its name. */
  readonly persona: string;
  readonly database: string;
  readonly now: () => number;
  /** Told once where the database cannot be used: chat goes on without experiments. */
  readonly onProblem: (problem: string) => void;
};

/** The experiments of this home. Without one for this persona no database is opened. */
export const openExperiments = ({ sections, persona, database, now, onProblem }: ExperimentMeans): Experiments => {
  const meant = Object.entries(sections.experiments).filter(
    ([, experiment]) => experiment.running && isFor(experiment, persona),
  );
  let opening: Promise<ExperimentLog> | undefined;
  let decisions: readonly ExperimentDecision[] | undefined;
  let isTold = false;

  const open = (): Promise<ExperimentLog> => {
    opening ??= import("../../store/experiments/experiment-log.ts").then(({ openExperimentLog }) =>
      openExperimentLog(database),
    );
    return opening;
  };

  const tellOnce = (what: string, error: unknown): void => {
    if (!isTold) onProblem(`${what}: ${error instanceof Error ? error.message : "an unknown fault"}`);
    isTold = true;
  };

  /** What was read last, where they cannot be read now: a user must not change sides for a moment's fault. */
  const decided = async (): Promise<readonly ExperimentDecision[] | undefined> => {
    try {
      decisions = await (await open()).decisions();
    } catch (error) {
      const what = "what was stopped of the experiments cannot be read";
      tellOnce(decisions === undefined ? `${what}, and chat goes on without them` : what, error);
    }
    return decisions;
  };

  return {
    async assigned(unit) {
      const known = meant.length === 0 ? undefined : await decided();
      if (known === undefined) return undefined;
      for (const [name, experiment] of meant) {
        const standing = standingOf(known.filter((each) => each.experiment === name));
        if (standing.stopped !== undefined) continue;
        const drawn = assignVariant(experiment, name, unit);
        const variant = standing.variants.has(drawn) ? controlOf(experiment) : drawn;
        const settings = experiment.variants[variant];
        return settings && { experiment: name, variant, settings };
      }
      return undefined;
    },

    async record(record) {
      const turn = experimentTurn(record);
      if (turn === undefined) return {};
      try {
        const log = await open();
        await log.add(turn);
        const canary = sections.experiments[turn.experiment]?.canary;
        // Only a hit speaks against it: what went well need not be looked at.
        if (canary?.variant !== turn.variant || !(turn.blocked || turn.failed)) return {};
        const since = startedAt(await log.decisions(turn.experiment), canary.variant);
        const reason = canaryStop(canary, await log.outcomes(turn.experiment, canary.variant, since));
        if (reason === undefined) return {};
        const stopped = { experiment: turn.experiment, variant: canary.variant, reason };
        const at = new Date(now()).toISOString();
        return (await log.decide({ ...stopped, action: "stop", by: "canary", at })) ? { stopped } : {};
      } catch (error) {
        tellOnce("turns of experiments are not kept", error);
        return {};
      }
    },

    async close() {
      const log = await opening?.catch(() => undefined);
      await log?.close().catch(() => undefined);
    },
  };
};

/** Whether it is meant for conversations with this persona, by its name. */
export const isFor = ({ persona }: Experiment, name: string): boolean =>
  persona === undefined || persona.toLowerCase() === name.trim().toLowerCase();

/** The first variant: what the others are held against, and who takes the traffic of those that were stopped. */
export const controlOf = ({ variants }: Pick<Experiment, "variants">): string => Object.keys(variants)[0] ?? "";
