import type { InputCheck, InputGuard } from "../core/ports.ts";
import { bySeverity } from "../core/severity.ts";
import type { Steer } from "../core/turn.ts";

/** Every steer that the guards give, the most severe first. A guard that throws steers to `deflect`: silence is no pass. */
export const screenMessage = async (guards: readonly InputGuard[], input: InputCheck): Promise<readonly Steer[]> => {
  const verdicts = await Promise.all(guards.map((guard) => checkSafely(guard, input)));
  return bySeverity(verdicts.filter((verdict) => verdict.action === "steer"));
};

const checkSafely = async (guard: InputGuard, input: InputCheck) => {
  try {
    return await guard.check(input);
  } catch {
    return {
      action: "steer",
      guard: guard.name,
      category: "guard-failure",
      reason: "the guard failed, which counts as a hit",
      pipeline: "deflect",
    } as const;
  }
};
