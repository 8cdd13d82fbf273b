import { LmError, type LmErrorCode } from "./errors.ts";

/** Faults by which a server says that it did nothing. */
const codes: ReadonlySet<LmErrorCode> = new Set<LmErrorCode>([
  "unreachable",
  "unauthorized",
  "not-found",
  "rate-limited",
  "server",
  "rejected",
  "unavailable",
  "over-budget",
]);

/** Whether a call that failed before anything came of it costs nothing. */
export const isUnbilled = (error: unknown): boolean =>
  error instanceof LmError && !error.hasBegun && codes.has(error.code);
