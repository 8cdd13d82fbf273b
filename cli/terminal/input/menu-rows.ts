import { displayLine } from "../display-text.ts";
import { columnsOf, graphemes } from "../graphemes.ts";
import { plainRow, type Row, type Run } from "../row.ts";
import type { Menu } from "./menu.ts";

/** What stands before the selected one, and before the others. */
const markers = { selected: "▸ ", other: "  " };
/** Columns between labels and details. */
const gap = 2;
/** Columns below which details are left out. */
const tinyDetail = 8;

/** At most `rows` rows of at most `columns` columns: the suggestions around the selected one, their details beside them. */
export const menuRows = (menu: Menu, { columns, rows }: { columns: number; rows: number }): readonly Row[] => {
  const { suggestions, selected, title } = menu;
  const count = Math.min(suggestions.length, rows);
  const isCut = count < suggestions.length && rows > 1;
  const hasHead = rows > 1 && (title !== undefined || isCut);
  const shown = hasHead ? Math.min(count, rows - 1) : count;
  // The selected one stands in the middle, but at both ends of the list.
  const first = Math.max(0, Math.min(selected - Math.floor(shown / 2), suggestions.length - shown));
  const listed = suggestions.slice(first, first + shown).map(({ label, detail, cut: at = "end" }, index) => ({
    label: displayLine(label.slice(0, longest)),
    cut: at === "front" ? cutFront : cut,
    detail: displayLine((detail ?? "").slice(0, longest)),
    isSelected: first + index === selected,
  }));

  const labelRoom = Math.max(1, columns - markers.other.length);
  const widest = Math.max(0, ...listed.map(({ label }) => columnsOf(label)));
  const besideDetails = Math.min(widest, Math.max(tinyDetail, Math.floor(columns / 2)));
  const detailColumns = columns - markers.other.length - besideDetails - gap;
  const hasDetails = detailColumns >= tinyDetail && listed.some(({ detail }) => detail !== "");
  const labelColumns = hasDetails ? besideDetails : labelRoom;

  const place = isCut ? [`${selected + 1} of ${suggestions.length}`] : [];
  const head = [title === undefined ? [] : [displayLine(title.slice(0, longest))], place].flat().join(" · ");
  return [
    ...(hasHead ? [fitted([{ text: `${markers.other}${head}`, looks: ["dim"] }], columns)] : []),
    ...listed.map(({ label, detail, isSelected, cut: cutLabel }): Row => {
      const name: Run = {
        text: cutLabel(label, labelColumns),
        looks: isSelected ? ["accent", "strong"] : [],
      };
      const runs: Run[] = [{ text: isSelected ? markers.selected : markers.other, looks: ["accent"] }, name];
      if (detail !== "" && hasDetails) {
        runs.push({ text: " ".repeat(labelColumns - columnsOf(name.text) + gap) });
        runs.push({ text: cut(detail, detailColumns), looks: ["dim"] });
      }
      return fitted(runs, columns);
    }),
  ];
};

/** UTF-16 units of a label or detail that are looked at: no window is wider. */
const longest = 1000;

/** The beginning of a text, with a sign that it goes on where it is cut. */
const cut = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += columnsOf(grapheme);
    if (used > columns - 1) break;
    kept += grapheme;
  }
  return columns < 1 ? "" : `${kept}…`;
};

/** The end of a text, with a sign that it goes on before it where it is cut. */
const cutFront = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text;
  const kept: string[] = [];
  let used = 1;
  for (const grapheme of [...graphemes(text)].reverse()) {
    used += columnsOf(grapheme);
    if (used > columns) break;
    kept.unshift(grapheme);
  }
  return columns < 1 ? "" : `…${kept.join("")}`;
};

/** A row for a window that may be narrower than a marker. */
const fitted = (runs: readonly Run[], columns: number): Row =>
  columnsOf(plainRow(runs)) <= columns ? runs : cut(plainRow(runs), columns);
