/** A span of time for people: whole seconds, from two minutes on whole minutes, rounded up. `ms` from 0. */
export const inWords = (ms: number): string =>
  ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
