/** `$2.00`, `$0.05`, `$0.0031`: cents as a rule, small sums to the digits that tell them from nothing. */
export const dollars = (sum: number): string => {
  if (sum === 0 || sum >= 0.995) return `$${sum.toFixed(2)}`;
  const short = Number(sum.toPrecision(2));
  const text = short >= 1e-6 ? String(short) : short.toFixed(10).replace(/0+$/, "");
  return `$${text.replace(/\.(\d)$/, ".$10")}`;
};
