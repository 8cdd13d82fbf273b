import fc from "fast-check";
import { expect, it } from "vitest";
import { topRows } from "../../optimizers/top-rows.ts";

it("keeps the best k in any order of offers, the lower row first among equals", () => {
  const scores = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 });
  const order = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(scores, order, fc.nat({ max: 70 }), (drawn, ranks, k) => {
      const offers = drawn.map((similarity, row) => ({ row, similarity }));
      const top = topRows(k);
      for (const { row, similarity } of offers.toSorted((a, b) => (ranks[a.row] ?? 0) - (ranks[b.row] ?? 0))) {
        top.offer(row, similarity);
      }
      const best = offers.toSorted((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, k);
      expect(top.sorted()).toEqual(best);
    }),
  );
});

it("raises its bar to the worst of the best once there are k", () => {
  const top = topRows(2);
  expect(top.bar()).toBe(Number.NEGATIVE_INFINITY);
  top.offer(0, 0.1);
  expect(top.bar()).toBe(Number.NEGATIVE_INFINITY);
  top.offer(1, 0.5);
  expect(top.bar()).toBe(0.1);
  top.offer(2, 0.3);
  expect(top.bar()).toBe(0.3);
});
