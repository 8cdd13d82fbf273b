import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { assignVariant } from "../../../app/experiments/assign-variant.ts";
import type { Experiment } from "../../../app/experiments/experiment-schema.ts";
import type { ReportSource } from "../../../app/experiments/report-source.ts";
import type { ExperimentTurn } from "../../../store/experiments/experiment-log.ts";

export const begin = Date.parse("2026-03-01T10:00:00Z");
export const end = Date.parse("2026-03-09T10:00:00Z");

/** What users do with a variant. */
export type Behaviour = {
  /** Chance that a reply is rated good, once it is rated, which half of them are. */
  readonly good?: number;
  readonly blocked?: number;
  readonly latencyMs?: number;
};

/** Conversations of one to five turns, of which each user has one; the same for the same seed. */
export const simulated = (
  experiment: Experiment,
  {
    users,
    seed,
    of,
  }: { readonly users: number; readonly seed: number; readonly of: Readonly<Record<string, Behaviour>> },
): ReportSource => {
  const generator = xoroshiro128plus(seed);
  const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  const turns: ExperimentTurn[] = [];
  const ratings: ReportSource["ratings"][number][] = [];
  for (let user = 0; user < users; user++) {
    const session = `s${seed}-${user}`;
    const variant = assignVariant(experiment, "tone", session);
    const { good = 0.6, blocked = 0.02, latencyMs = 800 } = of[variant] ?? {};
    const many = 1 + Math.floor(uniform() * 5);
    for (let turn = 1; turn <= many; turn++) {
      turns.push({
        experiment: "tone",
        variant,
        unit: session,
        session,
        turn,
        at: new Date(begin + user * 60_000 + turn * 1000).toISOString(),
        blocked: uniform() < blocked,
        failed: false,
        completed: true,
        latencyMs: latencyMs * (0.5 + uniform()),
        promptTokens: 100,
        completionTokens: 20,
        cost: 0.0002,
      });
      if (uniform() < 0.5) ratings.push({ session, turn, verdict: uniform() < good ? "good" : "bad" });
    }
  }
  return { name: "tone", experiment, turns, ratings, decisions: [], now: end };
};
