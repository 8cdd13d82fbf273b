import type { LmErrorCode } from "../../brain/core/errors.ts";

/** All but those that a user or a budget is the reason of. */
const codes: Readonly<Record<Exclude<LmErrorCode, "aborted" | "over-budget">, true>> = {
  unreachable: true,
  timeout: true,
  unauthorized: true,
  "not-found": true,
  "rate-limited": true,
  server: true,
  malformed: true,
  empty: true,
  rejected: true,
  cut: true,
  refused: true,
  unavailable: true,
};

/** Whether a turn that ended with this code ended by the fault of a model's connection. */
export const isModelFault = (code: string | undefined): code is string =>
  code !== undefined && Object.hasOwn(codes, code);
