import type { InputCheck, InputGuard } from "../core/ports.ts";
import type { Steer } from "../core/turn.ts";

/** What outranks what, where several guards speak; categories not named here follow in the guards' own order. */
const severity = ["crisis", "minors", "manipulation", "identity"];

/** Every steer that the guards give, the most severe first. A guard that throws steers to `deflect`: silence is no pass. */
export const screenMessage = async (guards: readonly InputGuard[], input: InputCheck): Promise<readonly Steer[]> => {
  const verdicts = await Promise.all(guards.map((guard) => checkSafely(guard, input)));
  const steers = verdicts.filter((verdict) => verdict.action === "steer");
  return steers.sort((a, b) => rank(a) - rank(b));
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

const rank = ({ category }: Steer) => {
  const at = severity.indexOf(category);
  return at === -1 ? severity.length : at;
};
