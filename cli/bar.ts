const full = "█";
const parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of as many eighths of a column as the share (0–1) of `width` columns comes to; what is more than nothing shows. */
export const bar = (share: number, width: number): string => {
  const eighths = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * width * 8));
  return `${full.repeat(Math.floor(eighths / 8))}${parts[eighths % 8] ?? ""}`;
};
