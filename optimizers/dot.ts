/**
 * Dot product of row `row` of `matrix` (`Float32Array[n × d]`) and `query` (`Float32Array[d]`). It adds in double
 * precision and always in the same order, so that equal rows get equal scores wherever they stand.
 */
export const dot = (matrix: Float32Array, row: number, query: Float32Array): number => {
  const dimensions = query.length;
  const start = row * dimensions;
  const whole = dimensions - (dimensions % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i < whole; i += 4) {
    const at = start + i;
    a += value(matrix, at) * value(query, i);
    b += value(matrix, at + 1) * value(query, i + 1);
    c += value(matrix, at + 2) * value(query, i + 2);
    d += value(matrix, at + 3) * value(query, i + 3);
  }
  for (; i < dimensions; i++) a += value(matrix, start + i) * value(query, i);
  return a + b + (c + d);
};

/** A cast, not a check: the loops never read outside, and a check would cost a third of their time. */
const value = (values: Float32Array, index: number): number => values[index] as number;
