/** The ledger counts in nanodollars: less than half of one is nothing. */
const least = 5e-10;

/** US dollars for a reader: `$2.00`, `$0.05`, `$0.0031`: cents as a rule, small sums by the two digits that tell them from nothing. */
export const dollars = (sum: number): string => {
  const size = Math.abs(sum);
  if (size < least) return "$0.00";
  if (size >= 0.995) return `${sum < 0 ? "−" : ""}$${size.toFixed(2)}`;
  const short = Number(size.toPrecision(2));
  const text = short.toFixed(11).replace(/0+$/, "");
  return `${sum < 0 ? "−" : ""}$${text.replace(/\.(\d)$/, ".$10")}`;
};

/** US dollars to the nanodollar, as the ledger counts: a sum of them without what floating point added. */
export const exactDollars = (sum: number): number => Math.round(sum * 1e9) / 1e9;
