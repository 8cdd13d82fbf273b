/**
 * Draws the screens of docs/terminal.md: drives the built program in a pseudo-terminal, offline, and writes what stands
 * in its window as SVG.
 *
 *   npm run build && npx tsx scripts/draw-screens.ts [FOLDER]     (default: docs/screens)
 *
 * Seed and clock are given, so that a run says what the run before said. The times that turns took are measured and
 * differ: a picture that would change in nothing else is left as it is.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type DrivenProgram, driveProgram } from "./drive-program.ts";
import { markText, type ScreenCell, screenSvg } from "./screen-svg.ts";

type Scene = {
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly flags?: readonly string[];
  /** What is typed, and what is on screen when that is answered. */
  readonly steps: readonly (readonly [keys: string, until: RegExp])[];
};

const evening = ["--now", "2026-12-24T23:40:00+01:00"];
const onSaturday = ["--now", "2026-12-26T09:15:00+01:00"];
const twoTurns: Scene["steps"] = [
  ["how was your week?\r", /^ {2}#1\b.*/m],
  ["what are you restoring?\r", /^ {2}#2\b.*/m],
];

const scenes: readonly Scene[] = [
  { name: "chat", title: "Two messages and their replies", columns: 80, rows: 24, steps: twoTurns },
  {
    name: "inspector",
    title: "The inspector in a window of 120 by 36: two columns below the conversation",
    columns: 120,
    rows: 36,
    steps: [...twoTurns, ["\x0f", /mood → pipeline/]],
  },
  {
    name: "inspector-narrow",
    title: "The inspector in a window of 80 by 24: its parts below each other",
    columns: 80,
    rows: 24,
    steps: [...twoTurns, ["\x0f", /mood → pipeline/]],
  },
  {
    name: "why",
    title: "What /why tells of a reply",
    columns: 96,
    rows: 86,
    steps: [...twoTurns, ["/why\r", /\(by the model; complete\)/]],
  },
  {
    name: "menu",
    title: "The menu of commands, opened by a slash",
    columns: 80,
    rows: 24,
    steps: [
      ["how was your week?\r", /^ {2}#1\b.*/m],
      ["/re", /▸ \/retry/],
    ],
  },
  { name: "small", title: "A window of 20 by 6", columns: 20, rows: 6, steps: [["how was your week?\r", /^ {2}#1/m]] },
  {
    name: "resumed",
    title: "A session that is gone on with after a pause",
    columns: 80,
    rows: 24,
    flags: ["--resume", ...onSaturday],
    steps: [["", /^ {2}#2\b.*/m]],
  },
];

const program = resolve("dist/understudy.js");
const folder = resolve(process.argv[2] ?? "docs/screens");
/** Has had the conversation that `resumed` goes on with. */
const chatHome = "chat";

await main();

async function main(): Promise<void> {
  if (!existsSync(program)) throw new Error("dist/understudy.js is missing: npm run build");
  const place = await mkdtemp(join(tmpdir(), "understudy-screens-"));
  try {
    await mkdir(folder, { recursive: true });
    for (const scene of scenes) {
      const isNew = await draw(scene, place);
      process.stdout.write(`${scene.name}.svg ${isNew ? "drawn" : "as it was"}\n`);
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Whether the picture is another one than before. */
async function draw({ name, title, columns, rows, flags = evening, steps }: Scene, place: string): Promise<boolean> {
  const home = join(place, name === "resumed" ? chatHome : name);
  const run = driveProgram([program, "chat", "--lm", "offline", "--seed", "7", ...flags], {
    // Neither an understudy.yaml nor a .env of this folder.
    cwd: place,
    env: { PATH: process.env.PATH ?? "", HOME: place, LANG: "C.UTF-8", TERM: "xterm-256color", UNDERSTUDY_HOME: home },
    columns,
    rows,
  });
  try {
    await run.type("", /^›/m);
    await run.type("", /offline/);
    for (const [keys, until] of steps) await run.type(keys, until);
    return await keep({ name, title, columns, run });
  } finally {
    await run.end();
  }
}

type Shown = Pick<Scene, "name" | "title" | "columns"> & { readonly run: DrivenProgram };

async function keep({ name, title, columns, run }: Shown): Promise<boolean> {
  const path = join(folder, `${name}.svg`);
  const screen = { cells: run.cells(), columns, cursor: run.cursor(), title };
  const drawn = screenSvg({
    ...screen,
    cells: screen.cells.map(withoutTimes).filter((row) => row.length > 0),
    mark: "",
  });
  const mark = createHash("sha256").update(drawn).digest("hex").slice(0, 16);
  if ((await readFile(path, "utf8").catch(() => "")).includes(markText(mark))) return false;
  await writeFile(path, screenSvg({ ...screen, mark }));
  return true;
}

/** What of a row does not depend on how fast this machine was: nothing of a stage's row, whose bar and figure are times. */
function withoutTimes(row: readonly ScreenCell[]): readonly ScreenCell[] {
  const text = row.map((cell) => cell.text).join("");
  const stage = text.search(
    /(│)? *(normalise|input guards|context|sentiment|demos|first words|model|gate|total)\b.* m?s( together)? *$/,
  );
  const kept = stage === -1 ? row : row.slice(0, stage);
  const figures = [...text.matchAll(/\d+(\.\d+)? m?s\b|\d+–\d+ of \d+/g)].map(({ 0: figure, index }) => [
    index,
    index + figure.length,
  ]);
  const rest = kept.filter((_, at) => !figures.some(([from = 0, to = 0]) => at >= from && at < to));
  return rest.every((cell) => cell.text === " ") ? [] : rest;
}
