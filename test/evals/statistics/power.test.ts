import { describe, expect, it } from "vitest";
import { detectable, neededAnytime, neededOnce } from "../../../evals/statistics/power.ts";

const even = { control: 1, other: 1, ratio: 1 };

describe("power", () => {
  it("needs what Cohen's table says for 80 % at 5 %, two-sided (1988, Statistical Power Analysis, table 2.4.1)", () => {
    expect(neededOnce(even, 0.5)?.control).toBe(64);
    expect(neededOnce(even, 0.8)?.control).toBe(26);
    expect(Math.abs((neededOnce(even, 0.2)?.control ?? 0) - 393)).toBeLessThanOrEqual(1);
  });

  it("needs more where one may look at any time, and the same whichever way the difference goes", () => {
    expect(neededAnytime(even, 0.5)).toEqual({ control: 121, other: 121 });
    expect(neededAnytime(even, -0.5)).toEqual(neededAnytime(even, 0.5));
  });

  it("splits what is needed as the traffic is split", () => {
    const needed = neededOnce({ ...even, ratio: 1 / 9 }, 0.5);
    expect((needed?.control ?? 0) / (needed?.other ?? 1)).toBeCloseTo(9, 0);
  });

  it("turns round: with as many as are needed that difference is just seen", () => {
    const needed = neededAnytime(even, 0.3) ?? { control: 0, other: 0 };
    expect(detectable(even, needed)).toBeLessThanOrEqual(0.3);
    expect(detectable(even, { control: needed.control - 1, other: needed.other - 1 })).toBeGreaterThan(0.3);
  });

  it("gives up beyond ten million", () => {
    expect(neededAnytime(even, 1e-6)).toBeUndefined();
    expect(neededOnce(even, 1e-6)).toBeUndefined();
  });
});
