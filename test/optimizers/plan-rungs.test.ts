import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastBudget, planRungs } from "../../optimizers/plan-rungs.ts";

const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 40 });

describe("planRungs", () => {
  it("keeps to every budget that allows any search, and knows the least one", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1500 }), (drawn, budget) => {
        const plan = planRungs({ sizes: drawn, standing: 3, budget });
        if (plan === undefined) expect(budget).toBeLessThan(leastBudget({ sizes: drawn, standing: 3 }));
        else expect(plan.cost).toBeLessThanOrEqual(budget);
        expect(
          planRungs({ sizes: drawn, standing: 3, budget: leastBudget({ sizes: drawn, standing: 3 }) }),
        ).toBeDefined();
      }),
    );
  });

  it("gives each rung fewer candidates and no fewer conversations, the last one at most three and the most of them", () => {
    fc.assert(
      fc.property(sizes, (drawn) => {
        const { rungs = [], drawn: first } = planRungs({ sizes: drawn, standing: 3 }) ?? {};
        expect(rungs[0]?.alive).toBe(first);
        for (const [at, rung] of rungs.entries()) {
          const before = rungs[at - 1];
          if (before === undefined) continue;
          expect(rung.alive).toBeLessThan(before.alive);
          expect(rung.conversations).toBeGreaterThanOrEqual(before.conversations);
        }
        expect(rungs.at(-1)?.alive).toBeLessThanOrEqual(3);
        expect(rungs.at(-1)?.conversations).toBe(drawn.length);
      }),
    );
  });

  it("draws 27 candidates where nothing bounds it: a third and three times the cases each time", () => {
    const plan = planRungs({ sizes: new Array<number>(81).fill(1), standing: 3 });
    expect(plan?.rungs).toEqual([
      { alive: 27, conversations: 9 },
      { alive: 9, conversations: 27 },
      { alive: 3, conversations: 81 },
    ]);
    expect(plan?.cost).toBe(30 * 9 + 12 * 18 + 6 * 54);
  });

  it("draws fewer before it leaves conversations out, and never none", () => {
    const all = new Array<number>(30).fill(2);
    expect(planRungs({ sizes: all, standing: 3, budget: 400 })).toMatchObject({ rungs: expect.anything() });
    const tight = planRungs({ sizes: all, standing: 3, budget: 100 });
    expect(tight?.drawn).toBeGreaterThanOrEqual(4);
    expect(tight?.rungs.at(-1)?.conversations).toBeLessThan(30);
  });
});
