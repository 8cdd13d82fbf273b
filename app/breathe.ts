// By name: whoever tests with a clock of their own replaces the global one.
import { setImmediate } from "node:timers";
import type { Steps } from "../guards/steps.ts";

/**
 * Milliseconds of work after which a key that was typed meanwhile is to be seen. The rest of the 16 ms that its echo may
 * take is for the piece of work that runs over, and for drawing.
 */
const patience = 6;

let begun = 0;
let last: Promise<void> = Promise.resolve();

/** Lets the event loop turn: keys, timers and the disk are served. Who waits meanwhile gets a turn of their own, since each may work for long after it. */
export const breathe = (): Promise<void> => {
  last = last.then(turn);
  return last;
};

const turn = () =>
  new Promise<void>((resolve) => {
    setImmediate(() => {
      begun = performance.now();
      resolve();
    });
  });

const isDue = (): boolean => performance.now() - begun > patience;

/** Between two pieces of long work: lets the event loop turn where it has not for long. */
export const breatheIfDue = async (): Promise<void> => {
  if (isDue()) await breathe();
};

/** The result of long work, in pieces between which the event loop turns. */
export const inPieces = async <Result>(steps: Steps<Result>): Promise<Result> => {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (isDue()) await breathe();
  }
};

type Checking<Asked, Verdict> = { check(asked: Asked): Verdict | Promise<Verdict> };

/** The guard, which lets the event loop turn before it looks where others have worked for long: it answers at once otherwise. */
export const breathing = <Asked, Verdict, Guard extends object>(
  guard: Guard & Checking<Asked, Verdict>,
): Guard & Checking<Asked, Verdict> => ({
  ...guard,
  check: (asked) => (isDue() ? breathe().then(() => guard.check(asked)) : guard.check(asked)),
});
