/**
 * One line of the prediction log: one turn. Personal data are masked; words that guards left out are not in it.
 * `state` and `next_state` are pipelines: that of the turn before, and this one's.
 */
export type PredictionRecord = {
  readonly conversation_id: string;
  /** ISO 8601 instant at which the turn began. */
  readonly timestamp: string;
  readonly model: {
    readonly name: string;
    readonly provider: string;
    /** First 12 hex digits of a hash of the instructions and the program that the prompt was made by. */
    readonly prompt_version: string | null;
  };
  readonly input: { readonly user_text: string | null; readonly state: string | null };
  readonly output: {
    readonly response: string | null;
    /** What was read from the message: its mood, and whether it is hostile. */
    readonly extracted_slots: Readonly<Record<string, string | number | boolean>>;
    /** Similarity (0–1) of the nearest demo: how well the examples cover this message; `null` where none was looked for. */
    readonly confidence: number | null;
    readonly next_state: string | null;
  };
  readonly metadata: {
    readonly turn: number;
    readonly persona: string;
    readonly user?: string;
    readonly command?: string;
    /** The connection's name in understudy.yaml. */
    readonly connection?: string;
    readonly latency_ms: number | null;
    /** Milliseconds by stage, `firstToken` and `total` among them. */
    readonly ms?: Readonly<Record<string, number>>;
    readonly tokens: { readonly input: number; readonly output: number };
    /** US dollars, all calls of the turn; `null` where a price is not known. */
    readonly cost: number | null;
    /** Where calls of several models were made: what each came to of these; who was asked for the reply first, in that order. */
    readonly by_model?: readonly ModelShare[];
    readonly experiment?: string;
    readonly variant?: string;
    /** Code of the fault that ended the turn; `abandoned` where its reader left. */
    readonly error?: string;
    /** Codes of the faults on the way, of connections that were then passed over. */
    readonly faults?: readonly { readonly lm: string; readonly code: string }[];
    /** SHA-256 of the last prompt, in hex; `null` where no model was asked. */
    readonly prompt_hash: string | null;
    readonly demos: readonly { readonly id: string; readonly similarity: number }[];
    readonly program?: { readonly name: string; readonly id: string };
    readonly verdicts: readonly Readonly<Record<string, unknown>>[];
    /** Budgets that were at their soft or hard limit: `day cost soft`. */
    readonly budgets?: readonly string[];
    /** `model`, `fallback`, `safe`, `care` or `goodbye`; missing where there was no reply. */
    readonly by?: string;
    readonly ended?: string;
  };
};

/** What one model came to in a turn. */
export type ModelShare = {
  readonly model: string;
  readonly provider: string;
  /** Attempts at the reply, blocked and failed ones among them; where it made none, its calls for something else. */
  readonly requests: number;
  readonly tokens: { readonly input: number; readonly output: number };
  /** US dollars; `null` where its price is not known. */
  readonly cost: number | null;
};

/** Keeps a record of each turn. Never throws: a disk that fails is reported once, elsewhere. */
export type PredictionLog = { append(record: PredictionRecord): Promise<void> };
