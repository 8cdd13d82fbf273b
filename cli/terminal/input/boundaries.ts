const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Letters that begin a character wherever another of them stands before: between two of them is a boundary whatever
 * surrounds them. (No mark that joins, no emoji, no flag, no letter of a script that stacks its consonants.)
 */
const plain =
  /^[\x20-\x7e\u00c0-\u02af\u0370-\u0373\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0e01-\u0e30\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]$/;

/** UTF-16 units that are looked at around an offset, at first and at most: V8's segmenter needs 1 ms for 1,300. */
const firstWindow = 64;
const lastWindow = 1024;

/** Offset of the character that ends at or behind `offset`, and begins before it; 0 at the beginning. */
export const boundaryBefore = (text: string, offset: number): number => {
  if (offset <= 0) return 0;
  if (areBothPlain(text, offset - 1)) return offset - 1;
  let last = 0;
  for (const at of boundariesAround(text, offset)) {
    if (at >= offset) break;
    last = at;
  }
  return last;
};

/** End of the character that goes beyond `offset`; the end of the text at its end. */
export const boundaryAfter = (text: string, offset: number): number => {
  if (offset >= text.length) return text.length;
  if (areBothPlain(text, offset + 1)) return offset + 1;
  for (const at of boundariesAround(text, offset)) if (at > offset) return at;
  return text.length;
};

/** The offset itself where it lies between two characters, else the end of the one that it lies in. */
export const boundaryFrom = (text: string, offset: number): number => {
  if (offset <= 0 || offset >= text.length || areBothPlain(text, offset)) {
    return Math.max(0, Math.min(offset, text.length));
  }
  for (const at of boundariesAround(text, offset)) if (at >= offset) return at;
  return text.length;
};

/** The characters of a text as a reader counts them; fast where they are plain letters. */
export function* graphemes(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    if (areBothPlain(text, at + 1)) {
      yield text.slice(at, ++at);
      continue;
    }
    for (const end of boundariesFrom(text, at)) {
      yield text.slice(at, end);
      at = end;
      if (areBothPlain(text, at + 1)) break;
    }
  }
}

/** Boundaries in order, from one that is certain and before `offset`. */
function* boundariesAround(text: string, offset: number): Generator<number> {
  const start = certainBefore(text, offset);
  yield start;
  yield* boundariesFrom(text, start);
}

/** Boundaries behind one. */
function* boundariesFrom(text: string, start: number): Generator<number> {
  let at = start;
  let window = firstWindow;
  while (at < text.length) {
    const end = outsideOfPair(text, Math.min(text.length, at + window));
    let found = at;
    for (const { index } of segmenter.segment(text.slice(at, end))) {
      if (index === 0) continue;
      found = at + index;
      yield found;
    }
    if (end === text.length) {
      yield end;
      return;
    }
    // The last character of a window may go on behind it; one that fills it is looked at again in a larger one.
    if (found === at) {
      window *= 2;
      if (window > lastWindow) {
        yield end;
        found = end;
      }
    }
    at = found;
  }
}

/** A boundary before `offset` that needs nothing before it to be known: at a line break, or between two plain letters. */
const certainBefore = (text: string, offset: number): number => {
  const limit = outsideOfPair(text, Math.max(0, offset - lastWindow));
  for (let at = offset - 1; at > limit; at--) {
    if (text[at - 1] === "\n" || areBothPlain(text, at)) return at;
  }
  return limit;
};

const outsideOfPair = (text: string, offset: number): number =>
  /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1)) ? offset + 1 : offset;

/** Whether the units before and after `offset` are plain letters. */
const areBothPlain = (text: string, offset: number): boolean =>
  offset > 0 && offset < text.length && isPlain(text, offset - 1) && isPlain(text, offset);

const isPlain = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 0x7f ? code >= 0x20 : plain.test(text[at] ?? "");
};
