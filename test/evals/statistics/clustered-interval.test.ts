import { describe, expect, it } from "vitest";
import { clusteredInterval } from "../../../evals/statistics/clustered-interval.ts";
import { seeded } from "../../../optimizers/seeded.ts";

const conversations = (count: number) => {
  const random = seeded(5);
  const score = () => random.below(1000) / 1000;
  const sizes = Float64Array.from({ length: count }, () => 1 + random.below(6));
  return { sizes, sums: sizes.map((size) => size * score()) };
};
const widthOf = (count: number) => {
  const { low, high } = clusteredInterval(conversations(count));
  return high - low;
};

describe("the interval of a mean over conversations", () => {
  it("hardly changes where there are too many of them to be resampled", () => {
    expect(widthOf(2001) / widthOf(2000)).toBeGreaterThan(0.95);
    expect(widthOf(2001) / widthOf(2000)).toBeLessThan(1.05);
  });

  it("of 100,000 is there at once, and a tenth as wide as of 1,000", () => {
    expect(widthOf(1000) / widthOf(100_000)).toBeGreaterThan(9);
    expect(widthOf(1000) / widthOf(100_000)).toBeLessThan(11);
    // All of a report: metrics, slices and programs. A bootstrap of each took minutes.
    const totals = conversations(100_000);
    for (let nth = 0; nth < 100; nth++) clusteredInterval(totals);
  });
});
