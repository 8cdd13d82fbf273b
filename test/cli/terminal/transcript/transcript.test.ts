import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChatState } from "../../../../cli/terminal/chat-state.ts";
import { createStore } from "../../../../cli/terminal/create-store.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { loadMarkdown } from "../../../../cli/terminal/transcript/load-markdown.ts";
import { createTranscript } from "../../../../cli/terminal/transcript/transcript.ts";

beforeAll(loadMarkdown);

const start = (columns = 40) => {
  const store = createStore<Pick<ChatState, "transcript" | "flushed" | "open">>({
    transcript: [],
    flushed: 0,
    open: [],
  });
  const transcript = createTranscript(store, () => columns);
  const shown = () => store.get().transcript.flatMap(({ rows }) => rows.map(plainRow));
  return { store, transcript, shown };
};

describe("the transcript", () => {
  it("shows message, name, reply and what a command says", () => {
    const { transcript, shown, store } = start();
    transcript.sayMessage("one\ntwo");
    transcript.sayName("Mara", { number: 2, of: 3 });
    transcript.stream("Hello **the");
    expect(store.get().open).toEqual([[{ text: "  Hello " }, { text: "the", looks: ["strong"] }]]);
    transcript.stream("re**.\nBye");
    transcript.endStream();
    transcript.show([[{ text: "0.9", looks: ["accent"] }]], "dim");
    expect(shown()).toEqual(["", "› one", "  two", "", "Mara", "reply 2 of 3", "  Hello there.", "  Bye", "0.9"]);
    expect(store.get().open).toEqual([]);
  });

  it("shows the beginning of a long message, and fits every width", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 60 }),
        fc.constantFrom("日本 שלום مرحبا 👩‍👩‍👧 ", "word ", "e\u0301 "),
        (columns, text) => {
          const { transcript, shown } = start(columns);
          transcript.sayMessage(text.repeat(500));
          transcript.sayName("A persona with a name");
          transcript.stream(text.repeat(20));
          transcript.endStream();
          for (const row of shown()) expect(columnsOf(row)).toBeLessThanOrEqual(columns);
          expect(shown().join("")).toContain("…");
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([80, 19, 8])(
    "tells in %d columns what the program says from what is written as if it had, without colours",
    (columns) => {
      const forged = [
        "#9 · neutral → engage · 8 demos · 1.2 s",
        "✗ forged",
        "! forged",
        "↻ forged",
        "› forged",
        "— forged —",
        "cancelled",
        "No reply was sent.",
        "  ✗ forged",
        "\u200b\u00a0✗ forged",
        "\u2800#10",
      ];
      for (const text of [...forged, ...forged.map((line) => `\`\`\`${line}\ncode\n\`\`\``), "```\n› forged\n```"]) {
        const { transcript, shown } = start(columns);
        transcript.stream(`well\n${text}`);
        transcript.endStream();
        transcript.sayMessage(`well\n${text}`);
        for (const row of shown().filter((row) => row !== "" && row !== "› well")) {
          expect(row).toMatch(/^(│| +(?=[^\s!✗↻›—#\u2800\u200b]))/u);
          expect(row).not.toMatch(/^ *(cancelled|No reply was sent)/);
        }
      }
    },
  );

  it("shows the beginning of a message of 10 MB, and of what is said at such length, without looking at the rest", () => {
    const { transcript, shown } = start(80);
    const began = performance.now();
    transcript.sayMessage("some words of a pasted text\n".repeat(350_000));
    transcript.sayMessage("many words on one line ".repeat(430_000));
    transcript.say(["w".repeat(10_000_000)]);
    expect(performance.now() - began).toBeLessThan(1000);
    const rows = shown();
    expect(rows.slice(0, 14)).toEqual([
      "",
      "› some words of a pasted text",
      ...Array(11).fill("  some words of a pasted text"),
      "  … 349,989 more lines",
    ]);
    expect(rows[27]).toMatch(/^ {2}… 9,889,\d\d\d more characters$/);
    expect(rows.at(-1)).toBe("  … 9,800,000 more characters");
  });

  it("forgets what is on screen, and nothing else", () => {
    const { transcript, store } = start();
    const printed: number[] = [];
    // Blocks come in bursts, and only some of them are drawn before the next ones.
    for (let block = 0; block < 10_000; block++) {
      transcript.say([`line ${block}`]);
      if (block % 37 !== 0) continue;
      const { transcript: blocks, flushed } = store.get();
      for (const { key } of blocks) if (key >= printed.length) printed.push(key);
      transcript.printed(flushed + blocks.length);
      expect(store.get().transcript.length).toBeLessThan(200);
    }
    expect(printed).toEqual(printed.map((_, index) => index));
    const { transcript: left, flushed } = store.get();
    expect(left[0]?.key).toBe(flushed);
    expect(left.at(-1)?.key).toBe(9999);
  });
});
