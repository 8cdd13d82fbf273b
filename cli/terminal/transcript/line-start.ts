/** What a line is, by its beginning. */
export type LineStart =
  | {
      readonly kind: "text" | "heading" | "quote" | "item";
      /** What stands before its first row: an indentation, a bullet or number, the bars of a quote. */
      readonly first: string;
      /** What stands before the others. */
      readonly rest: string;
      readonly isQuoted: boolean;
      /** UTF-16 units of the line that this stands for. */
      readonly length: number;
    }
  /** A line from side to side. */
  | { readonly kind: "rule" }
  /** Code begins; it ends with at least as many backticks. */
  | { readonly kind: "fence"; readonly ticks: number; readonly info: string }
  /** It may be one of a table. */
  | { readonly kind: "row" };

/** UTF-16 units that a rule may have. */
const ruleLimit = 80;

/**
 * What a line is whose beginning is known, and `undefined` where that is not enough yet. What people write in chats is
 * taken as it stands: `#1`, `>.<`, `> 5`, `~~~`, an indentation. A line of more than `limit` UTF-16 units is no fence and
 * of no table; a lone `>` is a quote's where the line before was one.
 */
export const readLineStart = (
  line: string,
  { isWhole, limit, isAfterQuote }: { isWhole: boolean; limit: number; isAfterQuote: boolean },
): LineStart | undefined => {
  const indent = spaces.exec(line)?.[0] ?? "";
  const text = line.slice(indent.length);
  if (text === "") return isWhole ? prose(indent, indent.length) : undefined;

  if (text.length <= ruleLimit && rule.test(text)) {
    if (!isWhole) return undefined;
    if (text.replaceAll(" ", "").length >= 3) return { kind: "rule" };
  }
  if (text.startsWith("|") && line.length <= limit) return isWhole ? { kind: "row" } : undefined;
  if (!isWhole && mayBeFence.test(text) && line.length <= limit) return undefined;
  const fence = line.length <= limit ? fenced.exec(text) : null;
  if (fence) return { kind: "fence", ticks: fence[1]?.length ?? 3, info: (fence[2] ?? "").trim() };
  if (isWhole && isAfterQuote && /^> *$/.test(text)) {
    return { kind: "quote", first: "│", rest: "│", isQuoted: true, length: line.length };
  }
  return readContainers(line, indent, isWhole);
};

const readContainers = (line: string, indent: string, isWhole: boolean): LineStart | undefined => {
  let at = indent.length;
  let bars = indent;
  let isQuoted = false;
  for (;;) {
    const text = line.slice(at);
    if (!isWhole && mayBeMarker.test(text)) return undefined;
    if (quote.test(text)) {
      isQuoted = true;
      bars += "│ ";
      at += 2;
      continue;
    }
    const item = listItem.exec(text)?.[0];
    if (item !== undefined) {
      const first = bars + item;
      return { kind: "item", first, rest: bars + " ".repeat(item.length), isQuoted, length: at + item.length };
    }
    const hashes = isQuoted ? undefined : heading.exec(text)?.[0];
    if (hashes !== undefined) return { ...prose(indent, at + hashes.length), kind: "heading" };
    return isQuoted ? { kind: "quote", first: bars, rest: bars, isQuoted, length: at } : prose(indent, at);
  }
};

const prose = (indent: string, length: number) =>
  ({ kind: "text", first: indent, rest: indent, isQuoted: false, length }) as const;

const spaces = /^ */;
const rule = /^([-*_])(?: *\1)* *$/;
const mayBeFence = /^(?:`{1,2}|`{3,}[^`]*)$/;
const fenced = /^(`{3,})([^`]*)$/;
/** Words follow, or a bullet, or another quote: no figure, no face. */
const quote = /^> (?=[\p{L}"“„‘'¿¡`]|[-*>] |\*{1,2}\p{L})/u;
const listItem = /^(?:[-*+]|\d{1,9}[.)]) +(?=\S)/;
const heading = /^#{1,6} +(?=[^\s\d#])/;
const mayBeMarker = /^(?:> ?(?:[->]|\*{1,2})?|[-*+] *|\d{1,9}(?:[.)] *)?|#{1,6} *)$/;
