import type { DemoIndex, Neighbour } from "../brain/core/ports.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { diversify } from "./diversify.ts";
import type { Accept, SelectableRows } from "./selectable-rows.ts";
import { firstOfEachReply, unlikeReplies } from "./unlike-replies.ts";

/** `worth` is what is chosen by: the cosine and what tags and ratings add to it. What is told is the cosine. */
export type Worthy = Neighbour & { readonly worth: number };

/** Demos among which diversity chooses, for each that is wanted. */
const poolFactor = 4;

export type Choosing = {
  readonly k: number;
  readonly tags: readonly string[];
  readonly accept: Accept;
  readonly rows: SelectableRows;
  readonly settings: DemoSettings;
};

export type ChoosingNearest = Choosing & {
  readonly query: Float32Array;
  readonly index: DemoIndex;
  /** Rows that are shown whatever is chosen here. */
  readonly shown: readonly number[];
};

/** At most `k` rows of different replies that are worth most, in no certain order. */
export const chooseNearest = (input: ChoosingNearest): readonly Worthy[] => {
  const { k, rows, settings, query, index, shown } = input;
  const { diversity, floor } = settings;
  const most = diversity > 0 ? k * poolFactor : k;
  // The index knows cosines alone: it is asked once for each bonus that there is, which is mostly one.
  const found = bonusGroups(input).flatMap(({ bonus, accept }) =>
    unlikeReplies((wanted) => index.search(query, wanted, accept), most, rows).map(({ row, similarity }) => ({
      row,
      similarity,
      worth: similarity + bonus,
    })),
  );
  const worthy = found
    .filter(({ similarity }) => similarity >= floor)
    .toSorted((a, b) => b.worth - a.worth || a.row - b.row);
  const pool = firstOfEachReply(worthy, rows).slice(0, most);
  return diversity > 0 ? diversify(pool, { k, diversity, shown, likeness: rows.likeness }) : pool;
};

type Group = { readonly bonus: number; readonly accept: Accept };

const bonusGroups = ({ tags, accept, rows, settings: { tagBonus } }: Choosing): readonly Group[] => {
  const tagged: readonly Group[] =
    tagBonus > 0 && rows.someTagged(tags)
      ? [
          { bonus: tagBonus, accept: (row) => rows.isTagged(row, tags) && accept(row) },
          { bonus: 0, accept: (row) => accept(row) && !rows.isTagged(row, tags) },
        ]
      : [{ bonus: 0, accept }];
  const ratings = rows.ratingBonuses();
  if (ratings.length <= 1) return tagged;
  return tagged.flatMap((group) =>
    ratings.map((rating) => ({
      bonus: group.bonus + rating,
      accept: (row: number) => rows.ratingBonus(row) === rating && group.accept(row),
    })),
  );
};
