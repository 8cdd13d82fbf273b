import type { BudgetStanding } from "./spend.ts";

/** Base of every fault the brain throws: a stable `code`, a message that says what to do, and whether trying again may help. */
export class BrainError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

export type LmErrorCode =
  | "unreachable"
  | "timeout"
  | "unauthorized"
  | "not-found"
  | "rate-limited"
  | "server"
  | "malformed"
  | "empty"
  | "rejected"
  /** The reply came to its longest before it was finished. */
  | "cut"
  /** The model declined in its own words, out of voice. */
  | "refused"
  /** Not asked at all: it failed too often a moment ago, or too much is asked of it at once. */
  | "unavailable"
  /** Not asked at all, since it would go beyond what may be spent. */
  | "over-budget"
  | "aborted";

/** A model connection or an embedder could not do its work. `message` never holds a prompt, a key or a user's words. */
export class LmError extends BrainError {
  declare readonly code: LmErrorCode;
  /** What the server asked for through Retry-After, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** With `over-budget`: the budget that refused. */
  readonly budget: BudgetStanding | undefined;
  /** The server had begun to answer: it may charge for that. */
  readonly hasBegun: boolean;

  constructor(
    code: LmErrorCode,
    message: string,
    options: {
      cause?: unknown;
      retryable: boolean;
      retryAfterMs?: number;
      budget?: BudgetStanding;
      hasBegun?: boolean;
    },
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.budget = options.budget;
    this.hasBegun = options.hasBegun ?? false;
  }
}

/** Something the operator gave (a file, a flag, a setting) cannot be used. Tells what, where, what was expected and what to do. */
export class InputError extends BrainError {
  constructor(
    problem: { what: string; where?: string; expected?: string; fix?: string },
    options: { cause?: unknown } = {},
  ) {
    const lines = [
      problem.where === undefined ? problem.what : `${problem.where}: ${problem.what}`,
      problem.expected === undefined ? undefined : `  expected: ${problem.expected}`,
      problem.fix === undefined ? undefined : `  to fix:   ${problem.fix}`,
    ];
    super("input", lines.filter((line) => line !== undefined).join("\n"), options);
  }
}

/** A compiled program, or another file the program wrote, is damaged or belongs to other settings. */
export class ProgramError extends BrainError {
  constructor(
    code: "damaged" | "mismatched" | "missing" | "taken" | "busy",
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(code, message, options);
  }
}
