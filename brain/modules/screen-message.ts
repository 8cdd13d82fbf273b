import type { InputCheck, InputGuard } from "../core/ports.ts";
import type { Session } from "../core/session.ts";
import { bySeverity } from "../core/severity.ts";
import type { InputVerdict, Mask, Steer } from "../core/turn.ts";

/** What guards found, the most severe first, and what decides of it. */
export type Screening = { readonly findings: readonly (Steer | Mask)[]; readonly steer: Steer | undefined };

/** All that the guards found, the most severe first. A guard that throws steers to `deflect`: silence is no pass. */
export const screenMessage = async (guards: readonly InputGuard[], input: InputCheck): Promise<Screening> => {
  const verdicts = await Promise.all(guards.map((guard) => checkSafely(guard, input)));
  return decided(verdicts.filter((verdict) => verdict.action !== "allow"));
};

/**
 * The same of a message to this session: after the messages that count and, where some were taken back, also after all that
 * the user said. Guards look back a number of messages: neither what was taken back nor what was put in between hides another.
 */
export const screenInSession = async (
  guards: readonly InputGuard[],
  text: string,
  { messages, saidByUser }: Session,
): Promise<Screening> => {
  const histories = saidByUser === undefined ? [messages] : [messages, saidByUser];
  const screenings = await Promise.all(histories.map((history) => screenMessage(guards, { text, history })));
  const found = new Map<string, Steer | Mask>();
  for (const finding of screenings.flatMap(({ findings }) => findings)) {
    const key = `${finding.guard} ${finding.category}`;
    if (!found.has(key)) found.set(key, finding);
  }
  return decided([...found.values()]);
};

const decided = (found: readonly (Steer | Mask)[]): Screening => {
  const findings = bySeverity(found);
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
