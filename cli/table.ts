import stringWidth from "string-width";

/**
 * Rows of cells under each other, a line each; cells must be safe to print. Columns that nothing stands in are left out;
 * those of `figures` (from 0) stand to the right.
 */
export const asTable = (
  rows: readonly (readonly string[])[],
  { figures = [] }: { readonly figures?: readonly number[] } = {},
): readonly string[] => {
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const room = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
        return figures.includes(column) ? `${room}${cell}` : `${cell}${room}`;
      })
      .filter((_, column) => (widths[column] ?? 0) > 0)
      .join("  ")
      .trimEnd(),
  );
};
