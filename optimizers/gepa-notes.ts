import { maskPersonalData } from "../brain/text/personal-data.ts";

/** Notes that a reflecting model is told: enough to see a pattern, few enough not to outweigh the answers. */
const mostNotes = 5;
/** Characters of one. */
const longestNote = 200;

/** Feedback lines of what people wrote of bad replies, the newest of them, each once and on one line, without personal data. `notes`: the newest last. */
export const feedbackNotes = (notes: readonly string[]): readonly string[] => {
  const lines = notes
    .map((note) => maskPersonalData(note.replace(/[\s\p{C}]+/gu, " ").trim()))
    .filter((note) => note !== "");
  const newest = [...new Set(lines.toReversed())].slice(0, mostNotes).toReversed();
  return newest.map((note) => `Someone who runs the persona wrote of a bad reply: ${JSON.stringify(cut(note))}`);
};

const cut = (note: string): string =>
  note.length <= longestNote ? note : `${note.slice(0, longestNote - 1).replace(/\p{Surrogate}$/u, "")}…`;
