const full = "█";
const parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * A bar of as many eighths of a column as the share (0–1) of `width` columns comes to; what is more than nothing shows.
 * Without Unicode it is of whole columns.
 */
export const bar = (
  share: number,
  width: number,
  { isUnicode = true }: { readonly isUnicode?: boolean } = {},
): string => {
  const columns = share <= 0 ? 0 : Math.min(1, share) * width;
  if (!isUnicode) return "#".repeat(columns === 0 ? 0 : Math.max(1, Math.round(columns)));
  const eighths = columns === 0 ? 0 : Math.max(1, Math.round(columns * 8));
  return `${full.repeat(Math.floor(eighths / 8))}${parts[eighths % 8] ?? ""}`;
};
