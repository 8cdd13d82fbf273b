import { stripVTControlCharacters } from "node:util";
import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, graphemes } from "../../../../cli/terminal/graphemes.ts";
import { createFrameWriter, type Frame, type Size } from "../../../../cli/terminal/screen/frame-writer.ts";

type Step = { readonly final: readonly string[]; readonly frame: Frame };

const terminalOf = ({ columns, rows }: Size) =>
  // As a pseudo-terminal in raw mode hands on line feeds.
  new xterm.Terminal({ cols: columns, rows, scrollback: 100_000, convertEol: true, allowProposedApi: true });

const send = (terminal: xterm.Terminal, bytes: string) => new Promise<void>((done) => terminal.write(bytes, done));

/** Every cell of scrollback and window, and the cursor's. */
const picture = (terminal: xterm.Terminal) => {
  const { active } = terminal.buffer;
  const rows: string[] = [];
  for (let y = 0; y < active.length; y++) {
    const line = active.getLine(y);
    let row = "";
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line?.getCell(x);
      if (!cell) continue;
      const text = cell.getChars() || " ";
      // Nobody sees the colour of a space.
      const isPlain = text === " " && !cell.isUnderline() && !cell.isInverse() && cell.isBgDefault();
      const look = [
        cell.getFgColor(),
        cell.isBold(),
        cell.isDim(),
        cell.isUnderline(),
        cell.isInverse(),
        cell.getBgColor(),
      ];
      row += isPlain ? " " : `${text}${cell.isAttributeDefault() ? "" : `<${look.map(Number).join()}>`}`;
    }
    rows.push(row.trimEnd());
  }
  return { rows: rows.join("\n").trimEnd(), x: active.cursorX, y: active.baseY + active.cursorY };
};

/** Erases the whole frame, and writes everything anew. */
const naive = () => {
  let y = 0;
  return ({ final, frame }: Step): string => {
    const rows = [...final, ...frame.rows];
    const { x, y: next } = frame.cursor ?? { x: 0, y: frame.rows.length - 1 };
    const back = `${y > 0 ? `\x1b[${y}A` : ""}\r\x1b[J`;
    const up = frame.rows.length - 1 - next;
    y = next;
    return `${back}${rows.join("\n")}${up > 0 ? `\x1b[${up}A` : ""}\x1b[${x + 1}G`;
  };
};

/**
 * Has a terminal count the columns of each code point by itself, or of what is joined together, or give two to all that
 * others join, hide or draw in one.
 */
const countColumns = (terminal: xterm.Terminal, version: "6" | "each" | "joined" | "most") => {
  const wcwidth = (code: number): 0 | 1 | 2 => {
    const text = String.fromCodePoint(code);
    return text === "\u3164" ? 2 : (Math.min(2, columnsOf(text)) as 0 | 1 | 2); // there are no others
  };
  let last = 0;
  terminal.unicode.register({
    version: "each",
    wcwidth,
    charProperties: (code, before) => packed(wcwidth(code), before !== 0 && wcwidth(code) === 0, before),
  });
  terminal.unicode.register({
    version: "joined",
    wcwidth,
    charProperties(code, before) {
      const isJoined = before !== 0 && (wcwidth(code) === 0 || last === 0x200d || (code >= 0x1f3fb && code <= 0x1f3ff));
      last = code;
      return packed(wcwidth(code), isJoined, before);
    },
  });
  const most = (code: number) => (code < 0x7f ? 1 : 2);
  terminal.unicode.register({ version: "most", wcwidth: most, charProperties: (code) => packed(most(code), false, 0) });
  terminal.unicode.activeVersion = version;
};

/** As xterm.js packs it: one bit for what is joined with the one before, two for columns. */
const packed = (columns: number, isJoined: boolean, before: number): number => {
  const joins = isJoined && ((before >> 1) & 3) > 0;
  return ((joins ? Math.max(columns, (before >> 1) & 3) : columns) << 1) | (joins ? 1 : 0);
};

type Picture = ReturnType<typeof picture>;

const clears = new RegExp(`${"\x1b"}(\\[[23]J|c|\\[\\?1049)`);

const pieces = ["a", "bc ", "word ", "  ", "日本", "é", "·", "longer words ", "0123456789"];
/** Terminals disagree about their widths: this one gives the first a single column, we give it two. */
const uncertain = ["🙂", "e\u0301", "👍🏽"];
const looks = [
  ["", ""],
  ["\x1b[1m", "\x1b[22m"],
  ["\x1b[36m", "\x1b[39m"],
  ["\x1b[2m", "\x1b[22m"],
  ["\x1b[7m", "\x1b[27m"],
  ["\x1b[4m\x1b[35m", "\x1b[39m\x1b[24m"],
] as const;

const cut = (text: string, columns: number): string => {
  let used = 0;
  let cutText = "";
  for (const grapheme of graphemes(text)) {
    used += columnsOf(grapheme);
    if (used > columns) break;
    cutText += grapheme;
  }
  return cutText;
};

const rowIn = (columns: number, words: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...looks)), { maxLength: 12 }).map((parts) => {
    let left = columns;
    return parts
      .map(([text, [on, off]]) => {
        const shown = cut(text, left);
        left -= columnsOf(shown);
        return shown === "" ? "" : `${on}${shown}${off}`;
      })
      .join("");
  });

/** Any rows; and a reply that grows above rows that stay as they are. */
const stepsIn = ({ columns, rows }: Size, words: readonly string[]) => {
  const row = rowIn(columns, words);
  const cursorIn = (frame: readonly string[]) =>
    fc.record({ x: fc.nat({ max: columns - 1 }), y: fc.nat({ max: frame.length - 1 }) });
  const frame = fc
    .array(row, { minLength: 1, maxLength: Math.max(1, rows - 1) })
    .chain((drawn) => cursorIn(drawn).map((cursor) => ({ rows: drawn, cursor })));
  const anything = fc.record({ final: fc.array(row, { maxLength: 4 }), frame });
  const much = fc.record({ final: fc.array(row, { maxLength: rows * 2 }), frame });
  const growing = fc
    .tuple(
      fc.array(row, { minLength: 2, maxLength: 8 }),
      fc.array(row, { minLength: 1, maxLength: Math.max(1, Math.min(4, rows - 3)) }),
    )
    .map(([reply, below]) => {
      const steps: Step[] = [];
      let final: string[] = [];
      for (const [at, whole] of reply.entries()) {
        for (const length of [3, Math.ceil(columns / 2)]) {
          steps.push({
            final,
            frame: { rows: [cut(stripVTControlCharacters(whole), length), ...below], cursor: { x: 0, y: 1 } },
          });
          final = [];
        }
        final = [whole, ...(at % 3 === 2 ? [""] : [])];
      }
      return steps;
    });
  return fc
    .array(
      fc.oneof(
        anything.map((step) => [step]),
        much.map((step) => [step]),
        growing,
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((all) => all.flat());
};

const sizes = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 6, max: 50 }) });

/** Draws any steps, and hands the terminal's picture to `compare` after each one beside that of a naive redrawing. */
const drawing = (words: readonly string[], compare: (drawn: Picture, wanted: Picture) => void) =>
  fc.asyncProperty(
    sizes.chain((size) => fc.tuple(fc.constant(size), stepsIn(size, words), fc.nat({ max: 60 }))),
    async ([size, steps, above]) => {
      const [terminal, reference] = [terminalOf(size), terminalOf(size)];
      const writer = createFrameWriter(() => size);
      const rewrite = naive();
      const start = "shell\n".repeat(above);
      let bytes = start + writer.begin();
      let wanted = start;
      for (const step of steps) {
        bytes += writer.show(step.final, step.frame);
        wanted += rewrite(step);
        await Promise.all([send(terminal, bytes), send(reference, wanted)]);
        compare(picture(terminal), picture(reference));
        expect(bytes).not.toMatch(clears);
        bytes = "";
        wanted = "";
      }
      terminal.dispose();
      reference.dispose();
    },
  );

describe("createFrameWriter", () => {
  it("leaves window and scrollback as if everything were written anew, and clears neither", async () => {
    await fc.assert(
      drawing(pieces, (drawn, wanted) => expect(drawn).toEqual(wanted)),
      { numRuns: 40 },
    );
  });

  it("does so also behind characters whose width the terminal sees otherwise", async () => {
    await fc.assert(
      drawing([...pieces, ...uncertain], (drawn, wanted) => {
        expect(drawn.rows).toBe(wanted.rows);
        expect(drawn.y).toBe(wanted.y);
      }),
      { numRuns: 20 },
    );
  });

  it.each(["6", "each", "joined", "most"] as const)(
    "keeps every row in its place below rows whose width nobody knows, in a terminal that counts %s",
    async (version) => {
      const clusters = ["👍🏽", "👨‍👩‍👧‍👦", "\u3164", "❤️", "🇵🇹", "e\u0301", "न\u093f", "\u00ad", "日", "ab", " "];
      const sign = (at: number) => `= row ${at} =`;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 12, max: 40 }),
          fc.array(
            fc.array(fc.array(fc.constantFrom(...clusters), { minLength: 1, maxLength: 60 }), { maxLength: 3 }),
            {
              minLength: 1,
              maxLength: 5,
            },
          ),
          async (columns, parts) => {
            const size = { columns, rows: 12 };
            const terminal = terminalOf(size);
            countColumns(terminal, version);
            const writer = createFrameWriter(() => size);
            await send(terminal, writer.begin());
            let count = 0;
            for (const part of parts) {
              const wild = part.map((texts) => cut(texts.join(""), columns));
              const final = wild.flatMap((row) => [row, sign(count++)]);
              const frame = { rows: [...wild, "status"], cursor: { x: Math.min(columns - 1, 30), y: 0 } };
              await send(terminal, writer.show(final, frame));
              const rows = picture(terminal).rows.split("\n");
              expect(rows.filter((row) => row.startsWith("="))).toEqual(
                Array.from({ length: count }, (_, at) => sign(at)),
              );
              expect(rows.indexOf("status")).toBe(2 * count + wild.length);
              expect(rows).toHaveLength(2 * count + wild.length + 1);
            }
            terminal.dispose();
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  const size = { columns: 80, rows: 24 };
  const drawn = () => {
    const writer = createFrameWriter(() => size);
    const frame = (open: string, status = "status"): Frame => ({
      rows: [open, "", "› ", status],
      cursor: { x: 2, y: 2 },
    });
    writer.begin();
    writer.show([], frame("The kettle"));
    return { writer, frame };
  };

  it("writes nothing where nothing changed", () => {
    const { writer, frame } = drawn();
    expect(writer.show([], frame("The kettle"))).toBe("");
  });

  it("writes the end of a row that grew, and the cells of one that changed", () => {
    const { writer, frame } = drawn();
    expect(writer.show([], frame("The kettle sings"))).toBe("\x1b[2A\x1b[9Csings\n\n\x1b[3G");
    expect(writer.show([], frame("The kettle sings", "stAtus"))).toBe("\n\x1b[3GA\x1b[A\b");
  });

  it("leaves a finished row where it stood while it was open, and moves the others down", () => {
    const { writer, frame } = drawn();
    const bytes = writer.show(["The kettle sings."], frame("Rain"));
    expect(bytes).not.toContain("kettle");
    expect(bytes).not.toContain("status");
    expect(bytes).toContain("\x1b[L");
  });

  it("has the terminal show a large update at once", () => {
    const { writer, frame } = drawn();
    const many = Array.from({ length: 30 }, (_, row) => `a row of the transcript, number ${row}`);
    expect(writer.show(many, frame("Rain"))).toMatch(new RegExp(`^${"\x1b"}\\[\\?2026h[^]*${"\x1b"}\\[\\?2026l$`));
  });

  it("places the cursor behind characters of uncertain width by writing them", () => {
    const { writer } = drawn();
    const bytes = writer.show([], { rows: ["› a🙂b"], cursor: { x: 6, y: 0 } });
    expect(bytes.endsWith("\x1b[2C🙂b") || bytes.endsWith("\x1b[4G🙂b")).toBe(true);
  });
});
