import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignVariant } from "../../../app/experiments/assign-variant.ts";
import { goodnessOfFit } from "../../../evals/statistics/chi-squared.ts";

const withShares = (shares: Readonly<Record<string, number>>) => ({
  variants: Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, { share }])),
});
const units = (n: number) => Array.from({ length: n }, (_, at) => `user-${at}`);

describe("assignVariant", () => {
  it("gives the same user the same variant, whatever order the file lists them in", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, unit) => {
        const variant = assignVariant(withShares({ control: 2, warm: 1, cold: 1 }), name, unit);
        expect(["control", "warm", "cold"]).toContain(variant);
        expect(assignVariant(withShares({ cold: 1, warm: 1, control: 2 }), name, unit)).toBe(variant);
      }),
    );
  });

  it("keeps to the shares over 100,000 users", () => {
    const shares = { control: 0.7, warm: 0.2, cold: 0.1 };
    const given = withShares(shares);
    const counts = { control: 0, warm: 0, cold: 0 };
    for (const unit of units(100_000)) {
      counts[assignVariant(given, "tone", unit) as keyof typeof counts]++; // one of the three
    }
    expect(goodnessOfFit(Object.values(counts), Object.values(shares))?.p).toBeGreaterThan(0.01);
  });

  it("gives a variant without a share to nobody", () => {
    const drawn = units(5000).map((unit) => assignVariant(withShares({ control: 1, warm: 0 }), "tone", unit));
    expect(new Set(drawn)).toEqual(new Set(["control"]));
  });

  it("moves users to the variant whose share grew, and nobody else", () => {
    const [before, after] = [
      withShares({ control: 8, warm: 1, cold: 1 }),
      withShares({ control: 8, warm: 3, cold: 1 }),
    ];
    const drawn = units(10_000).map((unit) => [
      assignVariant(before, "tone", unit),
      assignVariant(after, "tone", unit),
    ]);
    const moved = drawn.filter(([one, other]) => one !== other);
    expect(moved.every(([, other]) => other === "warm")).toBe(true);
    // From 1 in 10 to 3 in 12: no fewer can move.
    expect(moved.length / drawn.length).toBeCloseTo(0.15, 1);
  });

  it("sends the users of a variant that is taken out to the others, and moves nobody else", () => {
    for (const unit of units(2000)) {
      const variant = assignVariant(withShares({ control: 1, warm: 1, cold: 1 }), "tone", unit);
      const then = assignVariant(withShares({ control: 1, warm: 1 }), "tone", unit);
      if (variant !== "cold") expect(then).toBe(variant);
    }
  });

  it("draws anew for each experiment", () => {
    const even = withShares({ control: 1, warm: 1 });
    const table: [[number, number], [number, number]] = [
      [0, 0],
      [0, 0],
    ];
    for (const unit of units(10_000)) {
      const row = table[assignVariant(even, "tone", unit) === "warm" ? 1 : 0];
      row[assignVariant(even, "model", unit) === "warm" ? 1 : 0]++;
    }
    expect(goodnessOfFit(table.flat(), [1, 1, 1, 1])?.p).toBeGreaterThan(0.01);
  });
});
