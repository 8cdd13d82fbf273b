/** Dot product of two vectors of the same length: their cosine (−1 to 1) where both have unit length. */
export const dot = (left: Float32Array, right: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
};

/** Cosine of two vectors of any length of arrow, −1 to 1; 0 where one of them is all zeros. */
export const cosine = (left: Float32Array, right: Float32Array): number => {
  const lengths = Math.sqrt(dot(left, left) * dot(right, right));
  return lengths === 0 ? 0 : dot(left, right) / lengths;
};
