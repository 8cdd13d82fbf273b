/** A number is one of a terminal's 256 colours, `undefined` its default. */
export type ScreenColor = number | `#${string}` | undefined;

export type ScreenCell = {
  readonly text: string;
  readonly columns: number;
  readonly color: ScreenColor;
  readonly background: ScreenColor;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly struck: boolean;
  readonly inverse: boolean;
};

export type Screen = {
  readonly cells: readonly (readonly ScreenCell[])[];
  readonly columns: number;
  readonly cursor: { readonly x: number; readonly y: number };
  /** What a screen reader says of the picture. */
  readonly title: string;
  /** Tells this screen from others; stands in the picture. */
  readonly mark: string;
};

type Style = Omit<ScreenCell, "text" | "columns">;
/** Characters of one style beside each other, `x` columns from the left. */
type Run = { readonly x: number; readonly columns: number; readonly text: string; readonly style: Style };

/** Of one cell, in pixels; a monospaced letter is about 0.6 of its size wide. */
const cellWidth = 8.4;
const cellHeight = 19;
const fontSize = 14;
/** From the top of a cell to the line that letters stand on. */
const baseline = 14;
const margin = 14;
const font = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/** The 16 colours that a terminal is free to choose: those of VS Code's dark and light terminal. */
const palettes = {
  dark: {
    page: "#16181d",
    text: "#d8dbe2",
    edge: "#2b2f38",
    colors:
      "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff",
  },
  light: {
    page: "#ffffff",
    text: "#24292f",
    edge: "#d0d7de",
    colors:
      "000000 cd3131 107c10 949800 0451a5 bc05bc 0598bc 555555 666666 cd3131 14ce14 b5ba00 0451a5 bc05bc 0598bc a5a5a5",
  },
} as const;

/** A terminal's window as a picture that follows the reader's choice of light and dark. Letters stay text. */
export const screenSvg = ({ cells, columns, cursor, title, mark }: Screen): string => {
  const width = round(columns * cellWidth + 2 * margin);
  const height = cells.length * cellHeight + 2 * margin;
  const runs = cells.map(runsOf);
  const used = new Set(
    runs.flat().flatMap(({ style }) => [style.color, style.background].filter((color) => typeof color === "number")),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ${markText(mark)}>`,
    `<title>${escaped(title)}</title>`,
    `<style>`,
    `text{font:${fontSize}px ${font};white-space:pre}`,
    ...schemeRules("light", used),
    `@media (prefers-color-scheme:dark){`,
    ...schemeRules("dark", used),
    `}`,
    `</style>`,
    `<rect class="page edge" x=".5" y=".5" width="${round(width - 1)}" height="${height - 1}" rx="8"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...runs.flatMap((row, y) => row.flatMap((run) => drawRun(run, y * cellHeight))),
    `<rect class="f" x="${round(cursor.x * cellWidth)}" y="${cursor.y * cellHeight}" width="${cellWidth}" height="${cellHeight}" opacity=".45"/>`,
    `</g>`,
    `</svg>`,
    "",
  ].join("\n");
};

/** How a picture carries the mark of its screen. */
export const markText = (mark: string): string => `data-screen="${mark}"`;

const schemeRules = (scheme: keyof typeof palettes, used: ReadonlySet<ScreenColor>): readonly string[] => {
  const { page, text, edge, colors } = palettes[scheme];
  const own = colors.split(" ").flatMap((color, at) => (used.has(at) ? [`.c${at}{fill:#${color}}`] : []));
  return [`.page{fill:${page}}.edge{stroke:${edge}}.f{fill:${text}}.b{fill:${page}}${own.join("")}`];
};

/** Runs of a row without the spaces that show nothing. */
const runsOf = (row: readonly ScreenCell[]): readonly Run[] => {
  const runs: Run[] = [];
  let x = 0;
  for (const { text, columns, ...style } of row) {
    const last = runs.at(-1);
    const isBlank = text === " " && !showsOnSpace(style);
    if (last && last.x + last.columns === x && isSame(last.style, style) && joins(last.text, text)) {
      runs[runs.length - 1] = { ...last, columns: last.columns + columns, text: last.text + text };
    } else if (!isBlank) {
      runs.push({ x, columns, text, style });
    }
    x += columns;
  }
  // What lies between two words two or more columns apart is nothing; else letters of another width would drift over it.
  return runs.flatMap((run) => (showsOnSpace(run.style) || run.columns !== run.text.length ? [run] : words(run)));
};

const words = (run: Run): readonly Run[] =>
  [...run.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({
    ...run,
    x: run.x + index,
    columns: text.length,
    text,
  }));

const showsOnSpace = ({ inverse, underline, background }: Style): boolean =>
  inverse || underline || background !== undefined;

/** Letters stand in one text; a bar is one rectangle. */
const joins = (before: string, text: string): boolean =>
  blockOf(before) || blockOf(text) ? whole.includes(text) && before.endsWith(text) : true;

const isSame = (a: Style, b: Style): boolean => JSON.stringify(a) === JSON.stringify(b);

const drawRun = ({ x, columns, text, style }: Run, top: number): readonly string[] => {
  const left = round(x * cellWidth);
  const width = round(columns * cellWidth);
  const [front, back] = style.inverse ? [style.background, style.color] : [style.color, style.background];
  const ink = `${paint(front, style.inverse ? "b" : "f")}${style.dim ? ' fill-opacity=".62"' : ""}`;
  const behind =
    style.inverse || style.background !== undefined
      ? [
          `<rect ${paint(back, style.inverse ? "f" : "b")} x="${left}" y="${top}" width="${width}" height="${cellHeight}"/>`,
        ]
      : [];
  const block = blockOf(text);
  if (block) return [...behind, `<rect ${ink} ${place(block, left, top)}/>`];
  const looks = [
    ...(style.bold ? ['font-weight="700"'] : []),
    ...(style.italic ? ['font-style="italic"'] : []),
    ...(style.underline || style.struck
      ? [
          `text-decoration="${[style.underline && "underline", style.struck && "line-through"].filter(Boolean).join(" ")}"`,
        ]
      : []),
  ];
  // Whatever font a reader has, columns stay columns.
  const fit = `textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
  return [
    ...behind,
    `<text ${[ink, ...looks].join(" ")} x="${left}" y="${top + baseline}" ${fit}>${escaped(text)}</text>`,
  ];
};

const paint = (color: ScreenColor, otherwise: "f" | "b"): string => {
  if (color === undefined) return `class="${otherwise}"`;
  return typeof color === "number" && color < 16 ? `class="c${color}"` : `fill="${fixed(color)}"`;
};

/** The colours from 16 on are the same in every terminal: a cube of six steps each, then greys. */
const fixed = (color: number | `#${string}`): string => {
  if (typeof color === "string") return color;
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const parts =
    color >= 232
      ? Array.from({ length: 3 }, () => 8 + (color - 232) * 10)
      : [Math.floor((color - 16) / 36), Math.floor((color - 16) / 6) % 6, (color - 16) % 6].map(step);
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
};

type Block = {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly shade: number;
};

const eighths = "▏▎▍▌▋▊▉█";
const shades = "░▒▓";
/** Those that look the same in one piece. */
const whole = "█░▒▓─";

/** Signs that are made of parts of a cell, as shares of it: fonts leave gaps between them. */
const blockOf = (text: string): Block | undefined => {
  const sign = [...text][0] ?? "";
  if (sign === "") return undefined;
  const bar = { x: 0, width: [...text].length, y: 0.12, height: 0.76, shade: 1 };
  if (eighths.includes(sign)) return { ...bar, width: bar.width - 1 + (eighths.indexOf(sign) + 1) / 8 };
  if (shades.includes(sign)) return { ...bar, shade: (shades.indexOf(sign) + 1) / 4 };
  if (sign === "│") return { ...bar, x: 0.45, width: 0.12, y: 0, height: 1 };
  if (sign === "─") return { ...bar, y: 0.47, height: 0.06 };
  return undefined;
};

const place = ({ x, width, y, height, shade }: Block, left: number, top: number): string =>
  [
    `x="${round(left + x * cellWidth)}" y="${round(top + y * cellHeight)}"`,
    `width="${round(width * cellWidth)}" height="${round(height * cellHeight)}"`,
    ...(shade < 1 ? [`opacity="${shade}"`] : []),
  ].join(" ");

const round = (value: number): number => Math.round(value * 100) / 100;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
