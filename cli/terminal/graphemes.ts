import stringWidth from "string-width";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * V8's segmenter takes time that grows with the square of the text (5 s for 130,000 characters, 1 ms for 1,300, on
 * Node 20.20), so it is given pieces of this many UTF-16 units.
 */
const pieceLength = 256;

/** The characters of a text as a reader counts them. */
export function* graphemes(text: string): Generator<string> {
  if (isPlain(text)) {
    yield* text;
    return;
  }
  for (let from = 0; from < text.length; ) {
    const isCutInPair = /[\ud800-\udbff]/.test(text[from + pieceLength - 1] ?? "");
    const end = from + pieceLength + (isCutInPair ? 1 : 0);
    const piece = text.slice(from, end);
    const isLast = end >= text.length;
    let held: string | undefined;
    for (const { segment } of segmenter.segment(piece)) {
      if (held !== undefined) {
        yield held;
        from += held.length;
      }
      held = segment;
    }
    // The last one may go on in the next piece, unless it fills this one.
    if (held !== undefined && (isLast || held.length === piece.length)) {
      yield held;
      from += held.length;
    }
  }
}

/** Columns that a text takes in a terminal: 2 for wide characters and emoji, 0 for combining ones. */
export const columnsOf = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

/** Offset of the character that ends at `offset`. */
export const graphemeBefore = (text: string, offset: number): number => {
  let start = offset;
  // A line break is a boundary, so no more than this line's end needs to be looked at.
  const from = Math.max(text.lastIndexOf("\n", offset - 1), offset - 64, 0);
  let at = from;
  for (const grapheme of graphemes(text.slice(from, offset))) {
    start = at;
    at += grapheme.length;
  }
  return start;
};

/** Offset after the character that begins at `offset`. */
export const graphemeAfter = (text: string, offset: number): number => {
  const [first] = graphemes(text.slice(offset, offset + 64));
  return offset + (first?.length ?? 0);
};

const isPlain = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text);
