/** Long work in pieces: who runs it may do something else at each `yield`. */
export type Steps<Result> = Generator<void, Result, void>;

/** The result of work that nobody needs to interrupt. */
export const inOneGo = <Result>(steps: Steps<Result>): Result => {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
};
