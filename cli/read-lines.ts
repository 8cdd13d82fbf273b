/** Longest line that is read, in bytes: a longer one is a mistake, and is told instead of filling the memory. */
const longestLine = 16 * 2 ** 20;

export type Line = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Why the line cannot be used. */
  readonly problem?: string;
};

/** The lines of a stream of UTF-8, as they come; `\r\n` and a last line without an end count too. */
export async function* readLines(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  let held: Uint8Array[] = [];
  let size = 0;
  let number = 0;

  const take = (last: Uint8Array): Line => {
    number++;
    const tooLong = size + last.length > longestLine;
    const bytes = tooLong ? new Uint8Array() : Buffer.concat([...held, last]);
    held = [];
    size = 0;
    return tooLong
      ? { number, text: "", problem: `longer than ${longestLine / 2 ** 20} MB` }
      : { number, ...decode(bytes, number === 1) };
  };

  for await (const chunk of stream) {
    let rest: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      yield take(rest.subarray(0, at));
      rest = rest.subarray(at + 1);
    }
    size += rest.length;
    if (size <= longestLine) held.push(rest);
  }
  if (size > 0) yield take(new Uint8Array());
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const decode = (bytes: Uint8Array, first: boolean): Omit<Line, "number"> => {
  try {
    const text = strict.decode(bytes);
    return { text: (first ? text.replace(/^\uFEFF/, "") : text).replace(/\r$/, "") };
  } catch {
    return { text: "", problem: "not UTF-8; save the input as UTF-8" };
  }
};
