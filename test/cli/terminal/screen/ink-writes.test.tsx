import { Console } from "node:console";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyColorChoice } from "../../../../cli/terminal/color-choice.ts";
import { beginUpdate, endUpdate, finishedRows, readInkWrite } from "../../../../cli/terminal/screen/ink-writes.ts";
import { fakeTerminal } from "./fake-terminal.ts";

// Ink looks once whether it runs under CI, and then draws nothing.
applyColorChoice(process.env);
Object.assign(console, { Console });
const { render, Box, Static, Text, useCursor } = await import("ink");

type Shown = {
  readonly finished: readonly string[];
  readonly rows: readonly string[];
  readonly cursor?: { x: number; y: number };
};

const View = ({ finished, rows, cursor }: Shown) => {
  useCursor().setCursorPosition(cursor);
  return (
    <>
      <Static items={[...finished]}>{(text) => <Text key={text}>{text}</Text>}</Static>
      <Box flexDirection="column">
        {rows.map((text) => (
          <Text key={text}>{text}</Text>
        ))}
      </Box>
    </>
  );
};

/** All writes of Ink's for these frames, one after the other. */
const writesOf = async (frames: readonly Shown[]): Promise<readonly string[]> => {
  const { stdout, stdin } = fakeTerminal({ columns: 40, rows: 20 });
  const writes: string[] = [];
  stdout.write = (data: string | Uint8Array, ...rest: unknown[]) => {
    writes.push(String(data));
    for (const told of rest) if (typeof told === "function") told();
    return true;
  };
  const [first, ...others] = frames.map((frame) => <View key="view" {...frame} />);
  const ink = render(first, { stdout, stdin, maxFps: 1000, patchConsole: false });
  for (const next of others) {
    await new Promise((resolve) => setTimeout(resolve, 5)); // the next frame follows another one at once
    ink.rerender(next);
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  const written = [...writes];
  ink.unmount();
  return written;
};

const frame = (rows: readonly string[], cursor?: { x: number; y: number }) => ({
  kind: "frame",
  frame: { rows, cursor },
});

// What is read here is how Ink 6.8.0 writes. Where this fails after an update of Ink, readInkWrite must be made anew.
describe("readInkWrite", () => {
  it("knows the version of Ink that is installed", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(dependencies.ink).toBe("6.8.0");
    expect(JSON.parse(readFileSync("node_modules/ink/package.json", "utf8")).version).toBe("6.8.0");
  });

  it("reads each frame, and where its cursor stands", async () => {
    const frames = [
      { finished: [], rows: ["one"], cursor: { x: 2, y: 0 } },
      { finished: [], rows: ["one", "two", ""], cursor: { x: 0, y: 1 } },
      { finished: [], rows: ["three"] },
      { finished: [], rows: [] },
    ];
    const writes = (await writesOf(frames)).filter((write) => write !== "\x1b[?25l");
    expect(writes.filter((_, at) => at % 3 !== 1)).toEqual(frames.flatMap(() => [beginUpdate, endUpdate]));
    expect(writes.filter((_, at) => at % 3 === 1).map(readInkWrite)).toEqual([
      frame(["one"], { x: 2, y: 0 }),
      frame(["one", "two"], { x: 0, y: 1 }),
      frame(["three"]),
      frame([""]),
    ]);
  });

  it("reads a cursor that moves in a frame that stays", async () => {
    const writes = await writesOf([
      { finished: [], rows: ["one", "two"], cursor: { x: 2, y: 0 } },
      { finished: [], rows: ["one", "two"], cursor: { x: 1, y: 1 } },
      { finished: [], rows: ["one", "two"] },
    ]);
    const read = writes.filter((write) => write.length > 8).map(readInkWrite);
    expect(read).toEqual([frame(["one", "two"], { x: 2, y: 0 }), { kind: "cursor", up: 1, x: 1 }, { kind: "erase" }]);
  });

  it("finds finished rows between what is erased and the frame", async () => {
    const writes = await writesOf([
      { finished: [], rows: ["open"], cursor: { x: 0, y: 0 } },
      { finished: ["a row\n\nanother", "a third"], rows: ["open", "status"], cursor: { x: 0, y: 0 } },
    ]);
    const [erase = "", text = "", next = ""] = writes.slice(writes.lastIndexOf(beginUpdate) + 1);
    expect(readInkWrite(erase)).toEqual({ kind: "erase" });
    expect(finishedRows(text)).toEqual(["a row", "", "another", "a third"]);
    expect(readInkWrite(next)).toEqual(frame(["open", "status"], { x: 0, y: 0 }));
    expect(writes.at(-1)).toBe(endUpdate);
  });

  it("takes rows in colours and links for rows, and what moves the cursor for nothing it knows", () => {
    expect(readInkWrite("\x1b[31mred\x1b[39m \x1b]8;;http://a\x07b\x1b]8;;\x07\n").kind).toBe("frame");
    expect(readInkWrite("a warning").kind).toBe("text");
    expect(readInkWrite("\x1b[2J\x1b[Hgone\n").kind).toBe("other");
    expect(readInkWrite("\x1b]0;a title\x07\n").kind).toBe("other");
  });
});
