/**
 * One turn as metrics see it: a record of the prediction log without its texts, and what its user thought of the reply.
 * Flat, since a log may hold a million of them.
 */
export type MeasuredTurn = {
  /** Id of the conversation. */
  readonly session: string;
  /** When it began: milliseconds since 1970. */
  readonly at: number;
  /** Number of the turn in its conversation, from 1. */
  readonly turn: number;
  readonly persona: string;
  /** `chat`, `say`, …; `""` where the record does not tell. */
  readonly command: string;
  /** `provider:model` of the connection that was asked last; `none` where no model was asked. */
  readonly lm: string;
  readonly pipeline: string | undefined;
  /** Milliseconds by stage; `total`, `model` and `firstToken` among them, where they are known. */
  readonly ms: Readonly<Record<string, number>>;
  /** Milliseconds from the message to the end of the turn. */
  readonly latency: number | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; `undefined` where a price is not known. */
  readonly cost: number | undefined;
  /** Attempts at the reply by `lm`, blocked ones among them; exact for the turns of one model alone. */
  readonly requests: number;
  /** Where several models took part: what each came to. */
  readonly byModel: readonly ModelPart[] | undefined;
  /** 0–1: how near the nearest example was. */
  readonly confidence: number | undefined;
  readonly sentiment: string | undefined;
  /** Code of the fault that ended the turn; `abandoned` where its reader left, `aborted` where its user stopped it. */
  readonly error: string | undefined;
  /** Connections that failed on the way and were passed over; not those that a budget refused. */
  readonly faults: readonly { readonly lm: string; readonly code: string }[];
  /** Replies and parts of replies that an output guard held back. */
  readonly blocks: number;
  /** `model`, `fallback`, `safe`, `care` or `goodbye`; `undefined` where there was no reply. */
  readonly by: string | undefined;
  readonly ended: string | undefined;
  readonly experiment: string | undefined;
  readonly variant: string | undefined;
  readonly rating: "good" | "bad" | undefined;
};

/** What a model came to in a turn. */
export type ModelPart = {
  /** `provider:model` */
  readonly lm: string;
  /** Attempts at the reply, blocked and failed ones among them; where it made none, its calls for something else. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; `undefined` where its price is not known. */
  readonly cost: number | undefined;
};

export const groups = ["conversation", "model", "stage"] as const;
export type MetricGroup = (typeof groups)[number];

export const units = ["count", "share", "ms", "usd", "tokens", "turns", "score"] as const;
export type MetricUnit = (typeof units)[number];

/** `n`: how many turns, conversations or values a figure is made of. */
export type Figure =
  /** One number; `low` and `high` are the ends of its 95 % interval. */
  | { readonly value: number; readonly n: number; readonly low?: number; readonly high?: number }
  /** How values are spread: percentiles by their number (`{ 50: 820, 95: 2100 }`). */
  | { readonly mean: number; readonly percentiles: Readonly<Record<string, number>>; readonly n: number }
  /** How often each of several things happened, of `n`. */
  | { readonly counts: Readonly<Record<string, number>>; readonly n: number };

/** What a metric is computed of. */
export type MetricScope = {
  /** With the group `model`: the model; the turns are those in which it was asked. */
  readonly lm?: string;
};

/** A figure of turns, and how it is shown. */
export type TurnMetric = {
  /** Lower-case words, joined by hyphens; unique. */
  readonly name: string;
  /** One line for people. */
  readonly help: string;
  /** `conversation` and `stage`: of all turns; `model`: of the turns of each model. */
  readonly group: MetricGroup;
  readonly unit: MetricUnit;
  /** `undefined` where these turns say nothing of it. Called for all turns, and for those of each day. */
  of(turns: readonly MeasuredTurn[], scope: MetricScope): Figure | undefined;
  /** One line in place of the usual way to show such a figure. */
  show?(figure: Figure): string;
};
