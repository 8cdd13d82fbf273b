/** Categories that outrank all others, the gravest first; the rest follow in the order of the guards. */
const gravest = ["crisis", "minors", "manipulation", "identity"];

/** Verdicts with the most severe first; equals keep their order. */
export const bySeverity = <V extends { readonly category: string }>(verdicts: readonly V[]): V[] =>
  [...verdicts].sort((one, other) => rank(one.category) - rank(other.category));

const rank = (category: string): number => {
  const at = gravest.indexOf(category);
  return at === -1 ? gravest.length : at;
};
