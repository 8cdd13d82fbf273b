import type { Context } from "./signature.ts";
import type { Message } from "./turn.ts";

/** One quality of a reply, and what each mark from 1 to 5 stands for. */
export type Rubric = {
  readonly name: string;
  readonly description: string;
  /** Of the marks 1, 2, 3, 4 and 5. */
  readonly anchors: readonly [string, string, string, string, string];
};

export type RatingQuestion = {
  readonly rubric: Rubric;
  /** The last one is the user's, which the reply answers. */
  readonly messages: readonly Message[];
  readonly reply: string;
  readonly context: Context;
};

/** `rating` 1–5. `reason` is the judge's own words: they may quote what it read. */
export type Rating = { readonly rating: number; readonly reason: string };

/** How well a reply does by a rubric, by a model's judgement: one call. @throws {LmError} */
export type RateReply = (question: RatingQuestion, options?: { readonly signal?: AbortSignal }) => Promise<Rating>;

export type ComparisonQuestion = Omit<RatingQuestion, "reply"> & { readonly first: string; readonly second: string };

export type Preference = { readonly better: "first" | "second" | "neither"; readonly reason: string };

/** Which of two replies does better by a rubric, as they were put before the judge: one call. @throws {LmError} */
export type PreferReply = (
  question: ComparisonQuestion,
  options?: { readonly signal?: AbortSignal },
) => Promise<Preference>;
