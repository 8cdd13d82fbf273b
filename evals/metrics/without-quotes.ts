/** Words in a row that make a quotation: three are often grammar alone. */
const quoteLength = 4;
const longestReason = 120;

/** A judge's reason on one line and short; empty where it quotes one of `texts`, by marks or by four words in a row. */
export const withoutQuotes = (reason: string, texts: readonly string[]): string => {
  const line = reason.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const said = new Set(texts.flatMap((text) => runsOf(text)));
  if (/["“”«»]|(?<!\p{L})['‘]/u.test(line) || runsOf(line).some((run) => said.has(run))) return "";
  return line.length > longestReason ? `${line.slice(0, longestReason).replace(/\s+\S*$/, "")}…` : line;
};

const runsOf = (text: string): readonly string[] => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return Array.from({ length: Math.max(0, words.length - quoteLength + 1) }, (_, at) =>
    words.slice(at, at + quoteLength).join(" "),
  );
};
