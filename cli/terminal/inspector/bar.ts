/** A share (0 to 1) as a bar. */
export const bar = (share: number, length: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * length);
  return "█".repeat(filled) + "░".repeat(length - filled);
};

/** Where [from, to) lies within `total`, as a bar: at least one cell of it is filled. */
export const placeBar = (
  { from, to, total }: { readonly from: number; readonly to: number; readonly total: number },
  length: number,
  [full, empty]: readonly [full: string, empty: string] = ["█", "░"],
): string => {
  if (length <= 0) return "";
  const cellOf = (at: number) => (total <= 0 ? 0 : Math.min(1, Math.max(0, at / total)) * length);
  const start = Math.min(length - 1, Math.floor(cellOf(from)));
  const end = Math.min(length, Math.max(start + 1, Math.round(cellOf(to))));
  return empty.repeat(start) + full.repeat(end - start) + empty.repeat(length - end);
};
