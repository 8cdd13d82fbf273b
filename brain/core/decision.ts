/** What was decided about a connection on the way to an answer. */
export const decisions = [
  /** Too many calls failed: it is not asked for a while. `ms`: for how long. */
  "breaker-opened",
  /** That while is over: one call tries it. */
  "breaker-trial",
  /** The trial went well. */
  "breaker-closed",
  /** It was passed over, since its breaker is open. */
  "skipped",
  /** As many calls as it may have at once are under way. `ms`: waited. */
  "queued",
  /** Its requests or tokens a minute are used up. `ms`: waited. */
  "throttled",
  /** It was slow to begin, so that it was asked a second time, or another was. */
  "hedged",
  /** The second asking was the quicker one. */
  "hedge-won",
  /** A connection that is asked apart from the reply (judge, sentiment, embed) failed, and the next in its list is asked. */
  "failed-over",
  /** A budget is nearly used up, and the cheaper connection answers. */
  "cheaper",
] as const;

export type Decision = {
  /** `provider:model` of the connection that it is about. */
  readonly lm: string;
  readonly decision: (typeof decisions)[number];
  /** For people. */
  readonly reason: string;
  readonly ms?: number;
};
