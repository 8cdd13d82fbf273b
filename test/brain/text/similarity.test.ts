import fc from "fast-check";
import { expect, test } from "vitest";
import { cosine, dot } from "../../../brain/text/similarity.ts";

const vector = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 });

test("cosine is symmetric, within −1 to 1, and 1 to itself", () => {
  fc.assert(
    fc.property(vector, vector, (left, right) => {
      const [a, b] = [Float32Array.from(left), Float32Array.from(right)];
      fc.pre(dot(a, a) > 1e-6 && dot(b, b) > 1e-6);
      expect(cosine(a, b)).toBeCloseTo(cosine(b, a), 10);
      expect(Math.abs(cosine(a, b))).toBeLessThanOrEqual(1 + 1e-9);
      expect(cosine(a, a)).toBeCloseTo(1, 6);
    }),
  );
});

test("cosine to a vector of zeros is 0", () => {
  expect(cosine(Float32Array.of(1, 2), new Float32Array(2))).toBe(0);
});
