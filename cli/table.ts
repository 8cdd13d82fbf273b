import stringWidth from "string-width";

/** Rows of cells under each other, a line each; cells must be safe to print. Columns that nothing stands in are left out. */
export const asTable = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => `${cell}${" ".repeat((widths[column] ?? 0) - stringWidth(cell))}`)
      .filter((_, column) => (widths[column] ?? 0) > 0)
      .join("  ")
      .trimEnd(),
  );
};
