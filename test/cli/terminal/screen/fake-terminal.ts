import { EventEmitter } from "node:events";
import xterm from "@xterm/headless";
import type { Size } from "../../../../cli/terminal/screen/frame-writer.ts";

/** A terminal in this process: what is written to `stdout` is on its screen. */
export const fakeTerminal = (size: Size, above = "", { cuts = false } = {}) => {
  const terminal = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 10_000,
    // As a pseudo-terminal hands on line feeds.
    convertEol: true,
    allowProposedApi: true,
    // Rows that are too wide are cut when it gets narrower: as xterm does it, this one wraps them otherwise.
    ...(cuts && { windowsPty: { backend: "winpty" as const, buildNumber: 1 } }),
  });
  let bytes = "";
  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    writable: true,
    columns: size.columns,
    rows: size.rows,
    write(data: string, told?: () => void) {
      bytes += data;
      terminal.write(data, told);
      return true;
    },
  });
  terminal.write(above);
  const rowsFrom = (first: number) => {
    const { active } = terminal.buffer;
    const rows: string[] = [];
    for (let y = first; y < active.length; y++) rows.push(active.getLine(y)?.translateToString(true) ?? "");
    return rows.join("\n").trimEnd();
  };
  const settle = async () => {
    // Ink draws some frames a millisecond late.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise<void>((resolve) => terminal.write("", resolve));
  };
  return {
    stdout: stream as unknown as NodeJS.WriteStream, // only what is used of it is there
    stdin: Object.assign(new EventEmitter(), { isTTY: true }) as unknown as NodeJS.ReadStream,
    size: () => ({ columns: stream.columns, rows: stream.rows }),
    /** The window gets another size, and the program is told. */
    resize(columns: number, rows: number) {
      terminal.resize(columns, rows);
      Object.assign(stream, { columns, rows });
      stream.emit("resize");
    },
    settle,
    window: () => rowsFrom(terminal.buffer.active.baseY),
    everything: () => rowsFrom(0),
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
    bytes: () => bytes,
  };
};
