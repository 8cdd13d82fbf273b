/** `Float32Array[rows × dimensions]` of unit length, the same for the same seed; `rare` is the share of entries that are not 0. */
export const randomUnits = (rows: number, dimensions: number, { seed = 1, rare = 1 } = {}): Float32Array => {
  const next = randomNumbers(seed);
  const vectors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const values = Array.from({ length: dimensions }, () => (next() < rare ? next() + next() + next() - 1.5 : 0));
    const length = Math.hypot(...values) || 1;
    vectors.set(
      values.map((value) => value / length),
      row * dimensions,
    );
  }
  return vectors;
};

/** Marsaglia's xorshift32: numbers from 0 to 1. */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};
