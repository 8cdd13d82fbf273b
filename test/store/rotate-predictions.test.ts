import { spawn } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lineAppender } from "../../store/append-line.ts";
import { readPredictions } from "../../store/read-predictions.ts";
import {
  type KeptPredictions,
  type Rotation,
  type RotationStep,
  rotatePredictions,
  rotationSteps,
} from "../../store/rotate-predictions.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";
import { prediction } from "../fixtures/prediction.ts";

const today = "2026-12-25";
const day = "2026-12-24";
const lineOf = (turn: number, of = day) => `${JSON.stringify(prediction({ turn, at: `${of}T20:00:00.000Z` }))}\n`;

/** Says of a file that it was last written to so many days ago. */
const age = (path: string, days: number) => {
  const at = new Date(Date.now() - days * 86_400_000);
  utimesSync(path, at, at);
};

/** A folder with files that were last written to two days ago. */
const folderWith = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const { folder, write } = temporaryFolder();
  for (const [name, content] of Object.entries(files)) age(write(name, content), 2);
  return folder;
};

const rotate = (directory: string, changes: Partial<Rotation> = {}) =>
  rotatePredictions({
    directory,
    today,
    except: new Set(),
    keepDays: 0,
    compress: true,
    signal: new AbortController().signal,
    ...changes,
  });

const turnsIn = async (directory: string) => {
  const turns: number[] = [];
  for await (const { metadata } of readPredictions({ directory })) turns.push(metadata.turn);
  return turns;
};
const filesIn = (directory: string) => readdirSync(directory).toSorted();

describe("rotatePredictions", () => {
  it("compresses the files of days gone by for their owner alone, and no others", async () => {
    const folder = folderWith({
      "2026-12-23.jsonl": lineOf(1),
      [`${day}.jsonl`]: lineOf(2) + lineOf(3),
      [`${today}.jsonl`]: lineOf(4),
      "2026-12-26.jsonl": lineOf(5),
      "notes.jsonl": "mine",
      "2026-99-99.jsonl": "mine",
    });
    await rotate(folder);
    expect(filesIn(folder)).toEqual([
      "2026-12-23.jsonl.gz",
      `${day}.jsonl.gz`,
      `${today}.jsonl`,
      "2026-12-26.jsonl",
      "2026-99-99.jsonl",
      "notes.jsonl",
    ]);
    expect(gunzipSync(readFileSync(join(folder, `${day}.jsonl.gz`))).toString()).toBe(lineOf(2) + lineOf(3));
    expect(statSync(join(folder, `${day}.jsonl.gz`)).mode & 0o077).toBe(0);
    expect(await turnsIn(folder)).toEqual([1, 2, 3, 4, 5]);
  });

  it("deletes files that were kept long enough, and nothing else", async () => {
    const folder = folderWith({
      "2026-12-14.jsonl": lineOf(1),
      "2026-12-14.jsonl.gz": gzipSync(lineOf(2)),
      "2026-12-14.1.jsonl.gz": gzipSync(lineOf(3)),
      "2026-12-15.jsonl.gz": gzipSync(lineOf(4)),
      [`${day}.jsonl`]: lineOf(5),
      "2026-12-14.txt": "mine",
      "x2026-12-14.jsonl": "mine",
    });
    await rotate(folder, { keepDays: 10, compress: false });
    expect(filesIn(folder)).toEqual(["2026-12-14.txt", "2026-12-15.jsonl.gz", `${day}.jsonl`, "x2026-12-14.jsonl"]);
  });

  it("deletes nothing on the word of a clock that is years ahead for one turn, and tells it once", async () => {
    const folder = folderWith({
      "2024-06-01.jsonl.gz": gzipSync(lineOf(1, "2024-06-01")),
      "2026-12-23.jsonl.gz": gzipSync(lineOf(2, "2026-12-23")),
      [`${day}.jsonl`]: lineOf(3),
      "2036-02-03.jsonl": lineOf(4, "2036-02-03"),
    });
    const kept: KeptPredictions[] = [];
    const onKept = (each: KeptPredictions) => void kept.push(each);
    // What was too old already is deleted.
    for (const _ of [1, 2]) await rotate(folder, { today: "2036-02-03", keepDays: 365, onKept });
    expect(await turnsIn(folder)).toEqual([2, 3, 4]);
    expect(kept).toEqual([{ files: 2, last: day, today: "2036-02-03" }]);
    // The clock is right again; then it truly is 2036, and a turn of another day says so.
    await rotate(folder, { keepDays: 365, onKept });
    expect(await turnsIn(folder)).toEqual([2, 3, 4]);
    await rotate(folder, { today: "2036-02-04", keepDays: 365, onKept });
    expect(await turnsIn(folder)).toEqual([4]);
    expect(kept).toHaveLength(1);
    expect(filesIn(folder)).toEqual(["2036-02-03.jsonl.gz"]);
  });

  it("keeps lines that came after a day was compressed, in their order", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: lineOf(1) });
    await rotate(folder);
    appendFileSync(join(folder, `${day}.jsonl`), lineOf(2));
    expect(await turnsIn(folder)).toEqual([1, 2]);
    // It has just been written to: it is left for another day.
    await rotate(folder);
    expect(filesIn(folder)).toEqual([`${day}.jsonl`, `${day}.jsonl.gz`]);
    age(join(folder, `${day}.jsonl`), 2);
    await rotate(folder);
    expect(filesIn(folder)).toEqual([`${day}.1.jsonl.gz`, `${day}.jsonl.gz`]);
    appendFileSync(join(folder, `${day}.jsonl`), lineOf(3));
    age(join(folder, `${day}.jsonl`), 2);
    await rotate(folder);
    expect(filesIn(folder)).toEqual([`${day}.1.jsonl.gz`, `${day}.2.jsonl.gz`, `${day}.jsonl.gz`]);
    expect(await turnsIn(folder)).toEqual([1, 2, 3]);
  });

  it("leaves a day alone that is being written to, whatever the date", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: lineOf(1) });
    await rotate(folder, { except: new Set([day]) });
    expect(filesIn(folder)).toEqual([`${day}.jsonl`]);
  });

  it("loses no line of a writer that waits over half a line while its file is taken aside", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: `${lineOf(1)}{"half` });
    const late = lineAppender()(join(folder, `${day}.jsonl`), lineOf(2).trimEnd());
    await Promise.resolve();
    await Promise.all([late, rotate(folder)]);
    expect(await turnsIn(folder)).toEqual([1, 2]);
    age(join(folder, `${day}.jsonl`), 2);
    await rotate(folder);
    expect(await turnsIn(folder)).toEqual([1, 2]);
    expect(filesIn(folder)).toEqual([`${day}.1.jsonl.gz`, `${day}.jsonl.gz`]);
  });

  it("waits for whoever has the file open when it is given another name, however old its last line is", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: lineOf(1) });
    const file = openSync(join(folder, `${day}.jsonl`), "a");
    await rotate(folder, {
      onStep: (step) => {
        if (step === "aside") setTimeout(() => writeSync(file, lineOf(2)), 50);
      },
    });
    closeSync(file);
    expect(await turnsIn(folder)).toEqual([1, 2]);
  });

  it("loses no line that a slow writer adds to the file taken aside", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: lineOf(1) });
    let turn = 2;
    const slow = (step: RotationStep) => {
      if (step === "drafted") appendFileSync(join(folder, `${day}.1.jsonl`), lineOf(turn++));
    };
    await rotate(folder, { onStep: slow });
    expect(await turnsIn(folder)).toEqual([1, 2]);
    await rotate(folder);
    expect(filesIn(folder)).toEqual([`${day}.jsonl.gz`]);
    expect(await turnsIn(folder)).toEqual([1, 2]);
  });

  it("does nothing while another process rotates", async () => {
    const folder = folderWith({ [`${day}.jsonl`]: lineOf(1) });
    const others: Promise<readonly string[]>[] = [];
    await rotate(folder, {
      onStep: (step) => {
        if (step === "drafted") others.push(rotate(folder).then(() => filesIn(folder)));
      },
    });
    expect(others).toHaveLength(1);
    await Promise.all(others);
    expect(await turnsIn(folder)).toEqual([1]);
    expect(filesIn(folder)).toEqual([`${day}.jsonl.gz`]);
  });

  it("takes the place of a process elsewhere that has said for hours that it rotates", async () => {
    const folder = folderWith({
      [`${day}.jsonl`]: lineOf(1),
      ".rotating": JSON.stringify({ token: "t", pid: 1, host: "gone", boot: "b", space: "s", started: "1" }),
    });
    age(join(folder, ".rotating"), 0);
    await rotate(folder);
    expect(filesIn(folder)).toEqual([".rotating", `${day}.jsonl`]);
    age(join(folder, ".rotating"), 1);
    await rotate(folder);
    expect(filesIn(folder)).toEqual([`${day}.jsonl.gz`]);
  });

  it.each(rotationSteps)("leaves nothing lost or doubled where it is abandoned or killed when it is %s", async (at) => {
    const lines = { [`${day}.jsonl`]: lineOf(2), "2026-12-23.jsonl": lineOf(1) };
    const abandoned = folderWith(lines);
    const controller = new AbortController();
    await rotate(abandoned, { signal: controller.signal, onStep: (step) => step === at && controller.abort() });
    const killed = folderWith(lines);
    expect(await killedAt(at, killed)).toBe("SIGKILL");
    for (const folder of [abandoned, killed]) {
      expect(await turnsIn(folder)).toEqual([1, 2]);
      await rotate(folder);
      expect(await turnsIn(folder)).toEqual([1, 2]);
      expect(filesIn(folder)).toEqual(["2026-12-23.jsonl.gz", `${day}.jsonl.gz`]);
    }
  });

  it("loses and doubles nothing where two processes write and rotate at once, and a third reads", async () => {
    const { folder } = temporaryFolder();
    const writers = ["a", "b"].map((session) =>
      inChild(`
      import { predictionLog } from "./store/prediction-log.ts";
      import { rotatePredictions } from "./store/rotate-predictions.ts";
      import { prediction } from "./test/fixtures/prediction.ts";
      let now = Date.parse("2026-12-01T23:59:59Z");
      const log = predictionLog({
        directory: ${JSON.stringify(folder)}, settings: { keep_days: 0, compress: true }, now: () => now,
        rotate: (rotation) => rotatePredictions({ ...rotation, settling: 20 }),
        onProblem: (error) => { console.error(error.message); process.exit(1); },
      });
      for (let turn = 1; turn <= 300; turn++) {
        await log.append(prediction({ session: "${session}", turn, at: new Date(now - (turn % 3) * 2000).toISOString() }));
        if (turn % 30 === 0) { now += 86_400_000; await log.close(); }
      }
      await log.close();
    `),
    );
    const all = Promise.all(writers);
    let isOver = false;
    all.finally(() => {
      isOver = true;
    });
    /** Turns of each conversation, as often as they were read. */
    const read = async () => {
      const counts = new Map<string, number>();
      for await (const { conversation_id, metadata } of readPredictions({ directory: folder })) {
        const key = `${conversation_id} ${metadata.turn}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    };
    let least = 0;
    while (!isOver) {
      const counts = await read();
      expect(Math.max(1, ...counts.values())).toBe(1);
      expect(counts.size).toBeGreaterThanOrEqual(least);
      least = counts.size;
    }
    expect(await all).toEqual([0, 0]);
    expect((await read()).size).toBe(600);
    expect(Math.max(...(await read()).values())).toBe(1);
    expect(filesIn(folder).some((name) => name.endsWith(".gz"))).toBe(true);
    expect(filesIn(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(existsSync(join(folder, ".rotating"))).toBe(false);
  });
});

/** Runs a script of modules of ours; its exit code, or the signal that ended it. */
const inChild = (script: string): Promise<number | string | null> =>
  new Promise((resolve) => {
    const options = ["--import", "tsx", "--input-type=module", "-e", script];
    const child = spawn(process.execPath, options, { stdio: ["ignore", "ignore", "inherit"] });
    child.on("close", (code, signal) => resolve(signal ?? code));
  });

const killedAt = (at: RotationStep, directory: string) =>
  inChild(`
    import { rotatePredictions } from "./store/rotate-predictions.ts";
    setTimeout(() => {}, 10_000); // a rotation alone keeps no process
    await rotatePredictions({
      directory: ${JSON.stringify(directory)}, today: "${today}", except: new Set(), keepDays: 0, compress: true,
      signal: new AbortController().signal,
      onStep: (step) => { if (step === "${at}") process.kill(process.pid, "SIGKILL"); },
    });
  `);
