import type { InputCheck, InputGuard } from "../core/ports.ts";
import { bySeverity } from "../core/severity.ts";
import type { InputVerdict, Mask, Steer } from "../core/turn.ts";

/** All that the guards found, the most severe first. A guard that throws steers to `deflect`: silence is no pass. */
export const screenMessage = async (
  guards: readonly InputGuard[],
  input: InputCheck,
): Promise<{ readonly findings: readonly (Steer | Mask)[]; readonly steer: Steer | undefined }> => {
  const verdicts = await Promise.all(guards.map((guard) => checkSafely(guard, input)));
  const findings = bySeverity(verdicts.filter((verdict) => verdict.action !== "allow"));
  return { findings, steer: findings.find((finding) => finding.action === "steer") };
};

const checkSafely = async (guard: InputGuard, input: InputCheck): Promise<InputVerdict> => {
  try {
    return await guard.check(input);
  } catch {
    return {
      action: "steer",
      guard: guard.name,
      category: "guard-failure",
      reason: "the guard failed, which counts as a hit",
      pipeline: "deflect",
    };
  }
};
