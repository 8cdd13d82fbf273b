import type { LmError } from "../core/errors.ts";

export type Framing = "server-events" | "json-lines" | "json";

type Reader = ReadableStreamDefaultReader<Uint8Array>;

export type GuardOptions = {
  readonly framing: Framing;
  malformed(what: string): LmError;
  /** Called with what is left of the body when the stream's own end mark (`[DONE]`, `"done":true`) went by. */
  onEnd(rest: Reader): void;
};

/** Far above any reply or batch of vectors, far below what hurts: bytes. */
const longestLine = 1 << 20;
const longestBody = 64 << 20;

const newline = 10;
const decoder = new TextDecoder();

/**
 * The body as an SDK can read it without harm: whole lines, none without end, each a JSON object where the framing is
 * `json-lines` (empty ones dropped), nothing after the end mark: a server may say more, or never hang up.
 */
export const guardBody = (body: ReadableStream<Uint8Array>, options: GuardOptions): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  const pieces = options.framing === "json" ? bounded(reader, options) : lines(reader, options);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next();
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          // Not awaited: a connection that broke has nothing left to cancel.
          reader.cancel().catch(() => {});
          controller.error(error);
        }
      },
      cancel: () => reader.cancel(),
    },
    { highWaterMark: 0 },
  );
};

async function* bounded(reader: Reader, { malformed }: GuardOptions): AsyncGenerator<Uint8Array> {
  let total = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    total += next.value.length;
    if (total > longestBody) throw malformed("an answer without end");
    yield next.value;
  }
}

async function* lines(reader: Reader, options: GuardOptions): AsyncGenerator<Uint8Array> {
  for await (const line of split(bounded(reader, options), options)) {
    const text = options.framing === "json-lines" || line.length < 24 ? decoder.decode(line).trim() : "";
    if (options.framing === "json-lines" && text === "") continue;
    const isEnd = options.framing === "json-lines" ? isDone(text, options) : /^data:\s*\[DONE\]$/.test(text);
    // Before the last line goes on: an SDK may ask for nothing after it.
    if (isEnd) options.onEnd(reader);
    yield line;
    if (!isEnd) continue;
    if (options.framing === "server-events") yield Uint8Array.of(newline, newline);
    return;
  }
}

const isDone = (text: string, { malformed }: GuardOptions): boolean => {
  const value = parseObject(text);
  if (value === undefined) throw malformed("a line that is not JSON");
  return "done" in value && value.done === true;
};

async function* split(chunks: AsyncIterable<Uint8Array>, { malformed }: GuardOptions): AsyncGenerator<Uint8Array> {
  // Pieces of the unfinished line: joined once it ends, so that a byte at a time costs no copying.
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      yield join([...pieces, rest.subarray(0, at + 1)]);
      pieces = [];
      length = 0;
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) pieces.push(rest);
    length += rest.length;
    if (length > longestLine) throw malformed("a line without end");
  }
  if (pieces.length > 0) yield join(pieces);
}

const join = (pieces: readonly Uint8Array[]): Uint8Array => {
  const only = pieces[0];
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
};

const parseObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
