import type { Patience } from "../patient.ts";

/** How a connection deals with faults, and how much may be asked of its server. Times in milliseconds. */
export type Resilience = {
  readonly patience: Patience;
  /** To connect, name look-up and TLS included. */
  readonly connect: number;
  /** Further tries after a fault before anything came. */
  readonly retries: number;
  /** After so many faults in a row it is not asked for a pause; 0 never. */
  readonly breaker: { readonly failures: number; readonly pause: number };
  readonly limits: {
    readonly requestsPerMinute?: number;
    readonly tokensPerMinute?: number;
    readonly concurrent?: number;
  };
  /** Without a first token after that long it is asked a second time. */
  readonly hedgeAfter?: number;
};

export const defaultResilience: Resilience = {
  patience: { firstToken: 30_000, betweenTokens: 15_000 },
  connect: 5000,
  retries: 2,
  breaker: { failures: 5, pause: 30_000 },
  limits: {},
};
