import type { Assertion, PredictedReply, Prediction } from "../../brain/core/evaluation.ts";
import type { Embedder } from "../../brain/core/ports.ts";
import type { RateReply } from "../../brain/core/rating.ts";

/** What assertions may need beside the prediction. */
export type AssertionMeans = {
  /** The offline one, so that a threshold means the same whatever the program is run with. */
  readonly embedder: Embedder;
  /** Missing where no model that can judge is configured. */
  readonly rate?: RateReply | undefined;
  /** US dollars of a reply; missing where the model's prices are not known. */
  readonly costOf?: ((reply: PredictedReply) => number) | undefined;
};

export type Answered = Prediction & { readonly reply: PredictedReply };

export type Checked = {
  /** Whether the demand holds, before `not-` turns it round. */
  readonly holds: boolean;
  /** What was found, in a few words that quote nobody. */
  readonly found?: string;
};

/** What the suite's author has to write beside the type. */
export type ValueRule = "text" | "texts" | "text-or-texts" | "optional-texts" | "none";
export type ThresholdRule =
  | { readonly kind: "none" }
  | { readonly kind: "needed"; readonly unit: string }
  | { readonly kind: "optional"; readonly otherwise: number; readonly most?: number };

/** One kind of assertion. */
export type AssertionKind = {
  readonly value: ValueRule;
  readonly threshold: ThresholdRule;
  readonly needs?: "judge" | "price";
  /** What is wrong with a value of the right form; `undefined` where nothing is. */
  readonly problemWith?: (assertion: Assertion) => string | undefined;
  /** `undefined` where nobody may say: the demand then counts neither for nor against. */
  check(
    assertion: Assertion,
    prediction: Answered,
    means: AssertionMeans,
    options: { readonly signal?: AbortSignal },
  ): Checked | undefined | Promise<Checked | undefined>;
};

/** The texts of an assertion's value, which was read by the kind's rule. */
export const textsOf = ({ value }: Assertion): readonly string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

export const noThreshold: ThresholdRule = { kind: "none" };
