import type { Example } from "../../../brain/core/example.ts";
import type { Row } from "../row.ts";

/** One thing that is told: `body` may be broken into rows, which begin behind `lead`. */
export type Item = { readonly lead?: Row; readonly body: Row };

/** A titled part of what is told of a turn. Safe to print. */
export type TurnSection = {
  readonly title: string;
  /** What the figures in it mean, to stand behind the title. */
  readonly note?: string;
  readonly items: readonly Item[];
};

/** What is known of a turn beside its events. */
export type Known = {
  /** The demos' examples, by id. */
  readonly examples?: ReadonlyMap<string, Example> | undefined;
  /** US dollars of the turn, where a price is known. */
  readonly cost?: number | undefined;
  /** When each event came, in milliseconds after the first one. */
  readonly times?: readonly number[] | undefined;
  /** Milliseconds since the first event. */
  readonly elapsed?: number | undefined;
};

/** How a turn is told. */
export type Telling = {
  /** Columns that there are for an item, which bars and excerpts keep to. */
  readonly width: number;
  /** Whether every item should take one row, if it can. */
  readonly isBrief: boolean;
};
