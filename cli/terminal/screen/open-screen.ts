import { createFrameWriter, type Frame, type Size, type Wrapping } from "./frame-writer.ts";
import {
  beginUpdate,
  endUpdate,
  finishedRows,
  hideCursor,
  type InkWrite,
  readInkWrite,
  showCursor,
} from "./ink-writes.ts";

/** The terminal as Ink draws on it: Ink writes whole frames, the terminal is sent what differs. */
export type Screen = {
  /** To be given to Ink. */
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Told that Ink begins a frame: what it writes without that may be out of date. */
  rendering(): void;
  /** The window has another size: nothing is written until `resized`. */
  resizing(): void;
  /** Draws everything anew. */
  resized(): void;
  /** Erases what is drawn again, and writes nothing until `resume`; what is finished meanwhile is written then. */
  leave(): void;
  resume(): void;
  /** Somebody else has written on the terminal: what is drawn next begins at the cursor. */
  lose(): void;
  /** Moves all that is on screen into the scrollback. */
  scrollAway(): void;
  /** Sends what shows nothing. */
  send(bytes: string): void;
  /** Leaves what is finished, the cursor below it; nothing is drawn any more. */
  close(): void;
};

export type ScreenOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly size: () => Size;
  readonly wrapping: Wrapping;
  /** Told that a frame may be out of date, so that the present one is drawn. */
  readonly redraw: () => void;
};

const nothing: Frame = { rows: [""], cursor: undefined };

export const openScreen = ({ stdout, stderr, size, wrapping, redraw }: ScreenOptions): Screen => {
  const writer = createFrameWriter(size);
  let frame = nothing;
  let waiting: string[] = [];
  /** Reasons to write nothing. */
  const held = new Set<"resizing" | "away" | "closed">();
  /** Sizes that the window has had since it was drawn. */
  let sizes = 0;
  let group: InkWrite[] | undefined;
  let hasWritten = false;
  let isBegun = false;

  const send = (bytes: string) => {
    if (bytes !== "") stdout.write(bytes);
  };
  const flush = () => {
    if (held.size > 0) return;
    const begin = isBegun ? "" : writer.begin();
    isBegun = true;
    const rows = waiting;
    waiting = [];
    send(begin + writer.show(rows, frame));
  };
  const takeFrame = (next: InkWrite | undefined) => {
    if (next?.kind === "frame") frame = next.frame;
    else if (next?.kind === "cursor") {
      frame = { ...frame, cursor: next.up === undefined ? undefined : { x: next.x, y: frame.rows.length - next.up } };
    } else if (next?.kind === "erase") frame = { ...frame, cursor: undefined };
  };

  /** What is neither frame nor text is nobody's that is known here: it is sent as it is, where nothing is drawn. */
  const passOn = (data: string) => {
    if (held.size === 0 && isBegun) send(writer.erase());
    isBegun = false;
    send(data);
  };
  const finish = (write: InkWrite) => {
    if (write.kind === "text") waiting.push(...finishedRows(write.text));
    else if (write.kind === "frame") waiting.push(...write.frame.rows);
    else if (write.kind === "other") passOn(write.data);
  };
  /** All that stands between the beginning and the end of one update of Ink's: a frame, or erasing, finished rows and a frame. */
  const takeGroup = (writes: readonly InkWrite[]) => {
    const last = writes.at(-1);
    for (const write of writes.slice(0, -1)) finish(write);
    if (last?.kind === "frame" || last?.kind === "cursor" || last?.kind === "erase") takeFrame(last);
    else if (last) finish(last);
    // Ink writes frames a millisecond late, and then does not look whether it has drawn another one meanwhile.
    if (writes.length === 1 && hasWritten) setImmediate(redraw);
    hasWritten ||= writes.length > 1;
    flush();
  };

  const take = (data: string) => {
    if (data === beginUpdate) group = [];
    else if (data === endUpdate) {
      const writes = group ?? [];
      group = undefined;
      if (writes.length > 0) takeGroup(writes);
    } else if (data !== hideCursor && data !== showCursor) {
      const write = readInkWrite(data);
      if (group) group.push(write);
      else if (write.kind !== "erase") takeGroup([write]);
    }
  };

  const answering = (stream: NodeJS.WriteStream, write: (data: string) => void): NodeJS.WriteStream =>
    new Proxy(stream, {
      get(target, name) {
        // Ink wipes screen and scrollback where its rows fill the window, if only for the moment of a resize.
        if (name === "rows") return Number.MAX_SAFE_INTEGER;
        if (name === "write") {
          return (data: string | Uint8Array, ...rest: never[]) => {
            const text = typeof data === "string" ? data : Buffer.from(data).toString();
            if (text === "") return target.write(text, ...rest);
            write(text);
            for (const told of rest) if (typeof told === "function") (told as () => void)();
            return true;
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  const resized = () => {
    held.delete("resizing");
    // Where xterm.js puts the cursor after several sizes depends on all of them: rather a row too low than one too high.
    const wraps = wrapping === "xterm.js" && sizes > 1 ? "but-cursor" : wrapping;
    sizes = 0;
    if (held.size === 0 && isBegun) send(writer.rebuild(writer.rowsAboveCursor(size(), wraps)));
    flush();
  };

  return {
    stdout: answering(stdout, take),
    stderr: answering(stderr, (text) => {
      if (!stderr.isTTY) stderr.write(text);
      else if (group) group.push({ kind: "text", text });
      else take(text);
    }),
    rendering() {
      hasWritten = false;
    },
    resizing() {
      held.add("resizing");
      sizes++;
    },
    resized,
    leave() {
      if (held.has("resizing")) resized();
      if (held.size === 0 && isBegun) send(writer.erase());
      held.add("away");
      isBegun = false;
    },
    resume() {
      held.delete("away");
      flush();
    },
    scrollAway() {
      if (held.size > 0 || !isBegun) return;
      const rows = size().rows - 1;
      send(`${writer.erase()}${"\n".repeat(rows)}${rows > 0 ? `\x1b[${rows}A` : ""}${writer.begin()}`);
      flush();
    },
    send,
    lose() {
      isBegun = false;
    },
    close() {
      if (held.has("closed")) return;
      frame = nothing;
      if (held.has("resizing")) resized();
      else flush();
      held.add("closed");
    },
  };
};
