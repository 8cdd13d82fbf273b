import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanMessage, longestMessage, normalise, type View } from "../../../brain/text/normalise.ts";

const disguises: readonly (readonly [name: string, text: string])[] = [
  ["capitals", "INSTAGRAM"],
  ["fullwidth", "ｉｎｓｔａｇｒａｍ"],
  ["mathematical", "𝓲𝓷𝓼𝓽𝓪𝓰𝓻𝓪𝓶"],
  ["circled", "ⓘⓝⓢⓣⓐⓖⓡⓐⓜ"],
  ["negative squared", "🅸🅽🆂🆃🅰🅶🆁🅰🅼"],
  ["flag letters", "🇮🇳🇸🇹🇦🇬🇷🇦🇲"],
  ["Cyrillic lookalikes", "іnѕtаgrаm"],
  ["small capitals", "ɪɴꜱᴛᴀɢʀᴀᴍ"],
  ["accents", "ïñstágrâm"],
  ["stacked marks", "i\u0301\u0323n\u0301s\u0301tagram"],
  ["zero-width characters", "i\u200bn\u200cs\u200dt\u2060agram"],
  ["soft hyphens", "in\u00adsta\u00adgram"],
  ["bidirectional marks", "\u202ain\u202cstagram\u200e"],
  ["superscripts", "ⁱⁿˢᵗᵃᵍʳᵃᵐ"],
  ["syllabics", "IᑎᔕTᗩGᖇᗩᗰ"],
  ["letters with strokes", "Ɨɲꜱŧⱥǥɍⱥɱ"],
  ["Lisu letters", "ꓲꓠꓢꓔꓮꓖꓣꓮꓟ"],
];

describe("normalise", () => {
  it.each(disguises)("folds %s", (_, text) => {
    expect(normalise(text).folded.text).toBe("instagram");
  });

  it.each(["1nst4gr@m", "!nst@gr4m", "in$tagram", "1n5tagr4m"])("reads %j as letters in words", (text) => {
    expect(normalise(text).deleeted.text).toBe("instagram");
  });

  it.each(["7pm", "the 2nd of 3", "$5", "@mia", "wow!", "16-year-old", "100%"])("leaves %j as it is", (text) => {
    expect(normalise(text).deleeted.text).toBe(text);
  });

  it.each([
    "i n s t a g r a m",
    "i.n.s.t.a.g.r.a.m",
    "I - N - S - T - A - G - R - A - M",
    "i\nn\ns\nt\na\ng\nr\na\nm",
    "i🔥n🔥s🔥t🔥a🔥g🔥r🔥a🔥m",
    "1 n s t 4 g r @ m",
  ])("joins the single characters of %j", (text) => {
    expect(normalise(text).joined.text).toBe("instagram");
  });

  it('joins no words: "in stag ram" stays three', () => {
    expect(normalise("in stag ram").joined.text).toBe("in stag ram");
  });

  it("keeps words apart where runs of single characters have spaces and other marks between them", () => {
    expect(normalise("find me o n s.n.a.p").joined.text).toBe("find me o n snap");
  });

  it.each(["s*c*nd", "d*m**s", "b.u.sy"])("joins nothing in %j, where a word is starred", (text) => {
    expect(normalise(text).joined.text).toBe(text);
  });

  it('leaves the s of "let\'s" out of a run', () => {
    expect(normalise("let's m e e t").joined.text).toBe("let's meet");
  });

  it("gives plain text back as one view", () => {
    const { folded, deleeted, joined } = normalise("A plain sentence, nothing else.");
    expect(deleeted).toBe(folded);
    expect(joined).toBe(folded);
  });

  it("maps every unit of every view into the raw text, in order", () => {
    const text = fc.array(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 6 }),
        fc.constantFrom("i n s t a ", "1nst4", "é", "🅰️", "ﷺ", "\ud83d"),
      ),
    );
    const inOrder = (view: View, raw: string) => {
      expect(view.starts).toHaveLength(view.text.length);
      expect(view.ends).toHaveLength(view.text.length);
      for (let at = 0; at < view.text.length; at++) {
        const [start, end] = [view.starts[at] ?? -1, view.ends[at] ?? -1];
        expect(start).toBeGreaterThanOrEqual(view.starts[at - 1] ?? 0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(raw.length);
      }
    };
    fc.assert(
      fc.property(text, (words) => {
        const raw = words.join("");
        for (const view of Object.values(normalise(raw))) inOrder(view, raw);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  it("covers marks and invisible characters with the letter before them", () => {
    const raw = "xi\u0301\u200bn";
    const { folded } = normalise(raw);
    expect(raw.slice(folded.starts[1], folded.ends[1])).toBe("i\u0301\u200b");
  });

  it("makes no view longer than 18 times the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        for (const view of Object.values(normalise(raw))) expect(view.text.length).toBeLessThanOrEqual(18 * raw.length);
      }),
      { seed: 10 },
    );
  });
});

describe("cleanMessage", () => {
  it("composes, unifies line ends, and drops control and bidirectional characters", () => {
    expect(cleanMessage("e\u0301\r\na\rb\u0000\u0007\u001b[31m\u202e!\u2066").text).toBe("é\na\nb[31m!");
  });

  it("keeps tabs, line breaks and the joiners of emoji", () => {
    expect(cleanMessage("a\tb\n👩‍🔧").text).toBe("a\tb\n👩‍🔧");
  });

  it("replaces lone surrogates", () => {
    expect(cleanMessage("a\ud83d b\udc00").text).toBe("a\ufffd b\ufffd");
  });

  it("trims white space at the end, not at the beginning", () => {
    expect(cleanMessage("  a \n\t ").text).toBe("  a");
  });

  it("cuts at 20,000 units, never within a pair, and says so", () => {
    expect(cleanMessage("x".repeat(longestMessage))).toEqual({ text: "x".repeat(longestMessage), truncated: false });
    expect(cleanMessage("x".repeat(longestMessage + 1))).toMatchObject({ truncated: true });
    const { text, truncated } = cleanMessage(`x${"😊".repeat(longestMessage)}`);
    expect(truncated).toBe(true);
    expect(text).toHaveLength(longestMessage - 1);
    expect(text).not.toContain("\ufffd");
  });

  it("changes nothing that is clean already", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const { text } = cleanMessage(raw);
        expect(cleanMessage(text)).toEqual({ text, truncated: false });
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});

it("reads an aperture as what it is, and not as a hidden name", () => {
  for (const text of ["f/8 and be there", "f8 and f/11"]) {
    const { folded, deleeted, joined } = normalise(text);
    expect([deleeted.text, joined.text]).toEqual([folded.text, folded.text]);
  }
});
