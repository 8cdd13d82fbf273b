import type { ClientReply } from "./authorship.ts";
import { habits } from "./style-habits.ts";

/** Counted in with every kind of a habit, so that one never seen is rare and not impossible. */
const prior = 0.5;

/** How far a reply is written as the client writes: 1 as usual as half of the client's own replies, towards 0 where not. */
export type StyleReading = {
  readonly score: number;
  /** Habits in which the reply stands out most, the most unusual first; at most two. */
  readonly unusual: readonly string[];
};

/** Reads the style of `text` against the client's replies, those of `conversation` left out. */
export type ReadStyle = (text: string, conversation?: string) => StyleReading;

/**
 * Learns how usual each kind of each habit is with the client. A text's fit is the mean over the habits of ln(share of its
 * kind ÷ share of the commonest kind); the score is exp(fit), relative to the median of the client's own replies (each
 * without its conversation) and at most 1.
 */
export const styleOf = (client: readonly ClientReply[]): ReadStyle => {
  const table = habits.map((habit) => {
    const kinds = client.map(({ reply }) => habit.kindOf(reply));
    const counts = new Map<string, number>();
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return { habit, kinds, counts };
  });
  const rowsOf = new Map<string, number[]>();
  client.forEach(({ conversation }, row) => {
    rowsOf.set(conversation, [...(rowsOf.get(conversation) ?? []), row]);
  });

  const fitOf = (text: string, conversation: string | undefined) => {
    const without = (conversation === undefined ? undefined : rowsOf.get(conversation)) ?? [];
    return table.map(({ habit, kinds, counts }) => {
      const count = (kind: string) =>
        (counts.get(kind) ?? 0) - without.filter((row) => kinds[row] === kind).length + prior;
      const commonest = Math.max(...[...counts.keys()].map(count), prior);
      return { name: habit.name, fit: Math.min(0, Math.log(count(habit.kindOf(text)) / commonest)) };
    });
  };
  const meanOf = (fits: ReturnType<typeof fitOf>) => fits.reduce((sum, { fit }) => sum + fit, 0) / fits.length;
  const usual = median(client.map(({ reply, conversation }) => meanOf(fitOf(reply, conversation))));
  return (text, conversation) => {
    const fits = fitOf(text, conversation);
    return {
      score: Math.min(1, Math.exp(meanOf(fits) - usual)),
      unusual: fits
        .filter(({ fit }) => fit < unusualFrom)
        .sort((left, right) => left.fit - right.fit)
        .slice(0, 2)
        .map(({ name }) => name),
    };
  };
};

/** A kind that is a fifth as common as the commonest stands out. */
const unusualFrom = Math.log(1 / 5);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
