import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diversify } from "../../optimizers/diversify.ts";

/** Rows on a line from 0 to 1: the nearer, the more alike. */
const drawnPool = fc
  .array(
    fc.record({ place: fc.float({ min: 0, max: 1, noNaN: true }), worth: fc.float({ min: 0, max: 1, noNaN: true }) }),
    {
      maxLength: 20,
    },
  )
  .map((items) => items.toSorted((a, b) => b.worth - a.worth).map((item, row) => ({ ...item, row })));

const likenessIn = (pool: readonly { place: number }[]) => (row: number, other: number) =>
  1 - Math.abs((pool[row]?.place ?? 0) - (pool[other]?.place ?? 0));

describe("diversify", () => {
  it("takes the worthiest where diversity is nothing", () => {
    fc.assert(
      fc.property(drawnPool, fc.nat({ max: 25 }), (pool, k) => {
        const chosen = diversify(pool, { k, diversity: 0, likeness: likenessIn(pool), shown: [] });
        expect(chosen).toEqual(pool.slice(0, k));
      }),
    );
  });

  it("takes, each time, the one of the highest marginal relevance, as the formula says", () => {
    const diversities = fc.constantFrom(0.1, 0.3, 0.7, 1);
    fc.assert(
      fc.property(drawnPool, fc.nat({ max: 8 }), diversities, fc.boolean(), (pool, k, diversity, pin) => {
        const likeness = likenessIn(pool);
        const shown = pin && pool.length > 0 ? [0] : [];
        const left = pool.filter(({ row }) => !shown.includes(row));
        const chosen = diversify(left, { k, diversity, likeness, shown });
        expect(chosen).toHaveLength(Math.min(k, left.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        const before = [...shown];
        for (const { row, worth } of chosen) {
          const marginal = (other: { row: number; worth: number }) =>
            (1 - diversity) * other.worth - diversity * Math.max(0, ...before.map((seen) => likeness(other.row, seen)));
          const others = left.filter((other) => !before.includes(other.row)).map(marginal);
          expect(marginal({ row, worth })).toBe(Math.max(...others));
          before.push(row);
        }
      }),
    );
  });

  it("prefers one unlike the first to one that says the same again", () => {
    const pool = [
      { row: 0, worth: 0.9, place: 0.1 },
      { row: 1, worth: 0.89, place: 0.1 },
      { row: 2, worth: 0.7, place: 0.9 },
    ];
    const rows = (shown: readonly number[]) =>
      diversify(pool, { k: 2, diversity: 0.5, likeness: likenessIn(pool), shown }).map(({ row }) => row);
    expect(rows([])).toEqual([0, 2]);
    expect(rows([2])).toEqual([0, 1]);
  });
});
