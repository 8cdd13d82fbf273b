import type { TurnEvent } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import type { Row, Run } from "../row.ts";
import { bar } from "./bar.ts";
import { type ComparedDemo, compareDemos } from "./compare-demos.ts";
import { cutRow, joinRows, rowColumns, run } from "./fit-row.ts";
import type { Item, Known, Telling } from "./item.ts";
import { lastOf } from "./turn-events.ts";

/** Of what was said in a demo, in UTF-16 units. */
const longestExcerpt = 160;

/** `demos of the default program, nearest first` */
export const demosTitle = (events: readonly TurnEvent[]): string => {
  const event = lastOf(events, "demos");
  if (event === undefined) return "demos";
  const program = event.program ? displayLine(`${event.program.name} (${event.program.id})`) : "the default program";
  // Programs that choose blindly give every demo the same similarity, 0.
  const isBlind = event.demos.length > 0 && event.demos.every(({ similarity }) => similarity === 0);
  return `demos of ${program}${isBlind ? ", chosen without looking at the message" : ""}`;
};

/** What the figures before a demo are; `/help why` tells more. */
export const demosNote = "similarity, lead over the next";

/** The demos, the nearest first: how near, what was said in them, and what set them apart. */
export const demoItems = (events: readonly TurnEvent[], known: Known, telling: Telling): readonly Item[] => {
  const demos = compareDemos(events, known.examples);
  if (demos === undefined) return [];
  if (demos.length === 0) return [{ body: "none: no example was asked for, or none is left to choose" }];
  const wanted = lastOf(events, "demos")?.tags ?? [];
  const tell = telling.isBrief ? briefly : fully;
  return demos.flatMap((demo) => tell(demo, known, wanted, telling));
};

type TellDemo = (demo: ComparedDemo, known: Known, wanted: readonly string[], telling: Telling) => readonly Item[];

const briefly: TellDemo = (demo, _known, wanted, { width }) => {
  const lead = nearness(demo, Math.min(10, barLength(width)));
  const apart = apartOf(demo, wanted).flatMap((part) => [run(" · "), ...part]);
  const indent = width < 34 ? "" : "    ";
  return [
    // In one row, however little fits.
    { body: cutRow(joinRows(lead, [run(displayLine(demo.id), "strong"), ...apart]), width) },
    ...(demo.example ? [{ body: joinRows(indent, exchangeOf(demo, demo.example.reply, width - indent.length)) }] : []),
  ];
};

const fully: TellDemo = (demo, known, wanted, { width }) => {
  const apart = apartOf(demo, wanted);
  const told = (name: string, body: Row): Item => ({ lead: [run(`  ${name.padEnd(8)}`, "dim")], body });
  return [
    { lead: nearness(demo, barLength(width)), body: [run(displayLine(demo.id), "strong")] },
    ...(demo.example
      ? [told("user", excerpt(demo.said)), told("client", excerpt(demo.example.reply))]
      : known.examples
        ? [told("", [run("no longer among the examples", "dim")])]
        : []),
    ...(apart.length === 0
      ? []
      : [
          told(
            "apart",
            apart.flatMap((part, at) => (at === 0 ? part : [run(" · "), ...part])),
          ),
        ]),
  ];
};

/** `██████░░ 0.80 +0.09  ` */
const nearness = ({ similarity, lead }: ComparedDemo, length: number): readonly Run[] => [
  run(bar(similarity, length), "accent"),
  run(` ${similarity.toFixed(2).padStart(5)} `),
  run(lead === undefined ? "      " : `+${lead.toFixed(2)} `.padStart(6), "dim"),
];

const barLength = (width: number): number => (width < 34 ? 4 : width < 72 ? 10 : 20);

/** What set a demo apart, each part with its looks. */
const apartOf = ({ words, example }: ComparedDemo, wanted: readonly string[]): readonly (readonly Run[])[] => {
  const isWanted = (tag: string) => wanted.includes(tag);
  const tags = (example?.tags ?? []).toSorted((a, b) => Number(isWanted(b)) - Number(isWanted(a))).slice(0, 6);
  return [
    ...(words.length === 0 ? [] : [[run("shares "), run(words.map((word) => displayLine(word)).join(", "), "accent")]]),
    ...tags.map((tag) =>
      isWanted(tag) ? [run(`${displayLine(tag)} (wanted)`, "good")] : [run(displayLine(tag), "dim")],
    ),
    ...(example?.rating === undefined ? [] : [[run(`rated ${example.rating} of 5`)]]),
  ];
};

/** What was said and what was answered, on one row. */
const exchangeOf = ({ said }: ComparedDemo, reply: string, width: number): Row => {
  const left = cutRow(excerpt(said), Math.max(1, Math.floor((width - 3) * 0.45)));
  const right = cutRow(excerpt(reply), Math.max(0, width - 3 - rowColumns(left)));
  return joinRows(left, [run(" → ", "dim")], right);
};

const excerpt = (text: string): string => {
  const line = displayLine(text.slice(0, longestExcerpt)).trim();
  if (text.length <= longestExcerpt) return line;
  // At a word's end, where one is near: a text without spaces is cut where it is.
  const end = line.lastIndexOf(" ");
  return `${line.slice(0, end > longestExcerpt / 2 ? end : line.length).replace(/[\s,;:–—-]+$/, "")} …`;
};
