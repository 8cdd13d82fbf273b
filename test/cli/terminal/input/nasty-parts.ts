import fc from "fast-check";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Offsets between the characters of a text, by the standard's own rules. */
export const boundariesOf = (text: string): readonly number[] => [
  ...[...segmenter.segment(text)].map(({ index }) => index),
  text.length,
];

/** Texts of parts that join with their neighbours in all the ways there are. */
export const nastyText = fc
  .array(
    fc.constantFrom(
      "a",
      "Some words, ",
      "\n",
      " ",
      "日本",
      "👩‍👩‍👧",
      "\u200d",
      "\u0301",
      "é",
      "🇩",
      "🇪🇸",
      "👍🏽",
      "🏽",
      "1️⃣",
      "한",
      "\u1100",
      "\u1161",
      "क्षि",
      "\u0600",
      "\t",
      "\ud83d",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
