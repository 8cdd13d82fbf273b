import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { displayText } from "../../../../cli/terminal/display-text.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { plainRow, type Row } from "../../../../cli/terminal/row.ts";
import { loadMarkdown } from "../../../../cli/terminal/transcript/load-markdown.ts";
import { createReplyRows } from "../../../../cli/terminal/transcript/reply-rows.ts";
import { wrapText } from "../../../../cli/terminal/wrap.ts";

beforeAll(loadMarkdown);

const collect = (pieces: readonly string[], width: number): readonly Row[] => {
  const rows = createReplyRows(() => width);
  return [...pieces.flatMap((piece) => rows.push(piece)), ...rows.close()];
};
const shown = (text: string, width = 60) => collect([text], width).map(plainRow).join("\n");
/** Pieces with looks as `look:text`, the others as they are. */
const looks = (text: string, width = 60) =>
  collect([text], width).map((row) =>
    typeof row === "string"
      ? row
      : row.map((run) => (run.looks ? `<${run.looks.join("+")}:${run.text}>` : run.text)).join(""),
  );

const words = fc.constantFrom(
  "a",
  "bc ",
  " ",
  "\n",
  "日本",
  "👩‍👩‍👧",
  "é",
  "e\u0301",
  "🇵🇹",
  "longishword ",
  "-",
  "שלום ",
  "مرحبا ",
  "1",
  ".",
);
const marks = fc.constantFrom(
  ...[
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "~",
    "`",
    "``",
    "```",
    "[",
    "](",
    ")",
    "![",
    "\\",
    "#",
    "# ",
    "## ",
    "> ",
    ">",
    "- ",
  ],
  ...[
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "| ",
    "|",
    "---",
    "***\n",
    "|---|\n",
    "| a | b |\n",
    "```js\n",
    "https://a.b/c_d",
    "www.x.y",
    "h",
    "w",
  ],
  ...[
    "<b>",
    "&amp;",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "\x1b[31m",
    "\x1b]0;t\x07",
    "\x1b",
    "\u202e",
    "\u009b2J",
    "\ud83d",
    "\udc69",
    "(",
    "!",
  ],
);
const anything = fc.array(fc.oneof(words, marks), { maxLength: 40 }).map((parts) => parts.join(""));
/** What people write without thinking of markdown: no mark of it stands where it would mean something. */
const prose = fc
  .array(
    fc.constantFrom(
      ...[
        "so ",
        "it's ",
        "5*3*2 ",
        "2 * 3 ",
        "snake_case_word ",
        "¯\\_(ツ)_/¯ ",
        "#1 ",
        ">.< ",
        "> 5 ",
        "f**k ",
        "cute~ ",
        "~5pm ",
      ],
      ...[
        "C:\\new ",
        "<3 ",
        "<b>me</b> ",
        "&amp; ",
        "[1] ",
        "(ok) ",
        "a|b ",
        "rock `n ",
        "日本 ",
        "👩‍👩‍👧 ",
        "שלום ",
        "...\n",
        "well!\n\n",
      ],
      ...[
        "= ",
        "^_^ ",
        "-_- ",
        "._. ",
        "*_* ",
        "(*-*) ",
        ":* ",
        "- ",
        "1. ",
        "\\o/ ",
        "** ",
        "* ",
        "__init__ ",
        "~~ ",
        "~so~ ",
      ],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

const bare = (text: string) => text.replace(/\s/g, "");
const letters = (text: string) => text.replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, "");

describe("the rows of a reply", () => {
  it("are those of the text where it is plain, each as soon as it is complete", () => {
    const rows = createReplyRows(() => 8);
    expect(rows.push("one two thr")).toEqual(["one two"]);
    expect(rows.open()).toEqual(["thr"]);
    expect(rows.push("ee\n")).toEqual(["three"]);
    expect(rows.open()).toEqual([]);
    expect(rows.close()).toEqual([]);
  });

  it("are the same however the text comes in pieces", () => {
    fc.assert(
      fc.property(
        anything,
        fc.integer({ min: 8, max: 40 }),
        fc.array(fc.nat(200), { maxLength: 30 }),
        (text, width, cuts) => {
          const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
          const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
          const whole = collect([text], width);
          expect(collect(pieces, width)).toEqual(whole);
          expect(collect(text.split(""), width)).toEqual(whole);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("never change once they are given, and fit the width", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 8, max: 40 }), (text, width) => {
        const rows = createReplyRows(() => width);
        for (const piece of text) {
          for (const row of [...rows.push(piece), ...rows.open()])
            expect(columnsOf(plainRow(row))).toBeLessThanOrEqual(width);
          expect(rows.open().length).toBeLessThanOrEqual(6);
        }
        for (const row of rows.close()) expect(columnsOf(plainRow(row))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 150 },
    );
  });

  it("lose no letter, figure or emoji of any text, and no character of prose", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 8, max: 60 }), (text, width) => {
        const rows = collect([text], width).map(plainRow).join("");
        expect(letters(rows)).toBe(letters(displayText(text)));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(prose, fc.integer({ min: 8, max: 60 }), (text, width) => {
        fc.pre(!/^[-* ]*$/m.test(text.replace(/^$/gm, "x"))); // a rule
        expect(bare(collect([text], width).map(plainRow).join(""))).toBe(bare(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe("markdown in a reply", () => {
  it("is emphasis, code and links as they are meant", () => {
    expect(looks("It is *so* **good**, ***really***, ~~not~~ `a*b*c`.")).toEqual([
      "It is <emphasis:so> <strong:good>, <emphasis+strong:really>, <struck:not> <code:a*b*c>.",
    ]);
    expect(looks("**see [*the* site](https://a.b/c_d_e)** https://a.b/_x_y.")).toEqual([
      "<strong:see ><strong+link+emphasis:the><strong+link: site><strong: (https://a.b/c_d_e)> <link:https://a.b/_x_y>.",
    ]);
    expect(looks("それは**重要**です")).toEqual(["それは<strong:重要>です"]);
  });

  it("is headings, lists, quotes and rules", () => {
    expect(
      looks("## A *day*\n- one two three\n  - [x] done it\n12. twelve is many\n> said he who knew\n>\n> more\n---", 12),
    ).toEqual([
      "<heading:A ><heading+emphasis:day>",
      "- one two",
      "  three",
      "  - [x] done",
      "    it",
      "12. twelve",
      "    is many",
      "<quote:│ said he>",
      "<quote:│ who knew>",
      "<quote:│>",
      "<quote:│ more>",
      `<dim:${"─".repeat(12)}>`,
    ]);
  });

  it("is code with every space in its place, cut at the width", () => {
    expect(looks("see:\n```js\nif (a)   {\n  b = '**no**';\n\n}\n```\nso", 9)).toEqual([
      ...[
        "see:",
        "<dim:```js>",
        "<code:if (a)>",
        "<code:{>",
        "<code:  b = '**>",
        "<code:no**';>",
        "",
        "<code:}>",
        "so",
      ],
    ]);
  });

  it("is tables in columns, where they have room", () => {
    const table = "| name | price |\n|:--|--:|\n| **tea** | 4 |\n| 日本茶 | 12 |\ndone";
    expect(shown(table)).toBe("name    price\n──────  ─────\ntea         4\n日本茶     12\ndone");
    expect(shown(table, 12)).toContain("| tea | 4 |");
    expect(shown("| a |\n|---|\n| 1 | lost? |")).toBe("| a |\n|---|\n| 1 | lost? |");
    expect(shown("| just | bars\n| and | bars")).toBe("| just | bars\n| and | bars");
  });

  it("stays as it was written where it does not end within a few rows", () => {
    const long = "word ".repeat(40);
    expect(shown(`**${long}end**`, 20)).toBe(wrapText(`**${long}end**`, 20).join("\n"));
    expect(shown("a **b\nc** d")).toBe("a **b\nc** d");
  });

  it("looks while it is open as it will when it is closed", () => {
    const rows = createReplyRows(() => 30);
    expect(rows.push("She *smi")).toEqual([]);
    const open = rows.open();
    rows.push("les*");
    expect(open).toEqual([[{ text: "She " }, { text: "smi", looks: ["emphasis"] }]]);
    expect(rows.open()).toEqual([[{ text: "She " }, { text: "smiles", looks: ["emphasis"] }]]);
    expect(rows.close()).toEqual([[{ text: "She " }, { text: "smiles", looks: ["emphasis"] }]]);
  });

  it("begins anew after the end of a reply", () => {
    const rows = createReplyRows(() => 30);
    expect(rows.close()).toEqual([]);
    rows.push("```\ncode");
    expect(rows.close()).toHaveLength(1);
    rows.push("*plain*");
    expect(rows.close()).toEqual([[{ text: "plain", looks: ["emphasis"] }]]);
  });
});
