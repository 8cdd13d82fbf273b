import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportPredictions, type PredictionFormat } from "../../../app/predictions/export-predictions.ts";
import { flatColumns } from "../../../app/predictions/flat-prediction.ts";
import { type PredictionFilter, selectPredictions } from "../../../app/predictions/select-predictions.ts";
import { writePieces } from "../../../app/predictions/write-pieces.ts";
import type { PredictionRecord } from "../../../brain/core/prediction.ts";
import { prediction } from "../../fixtures/prediction.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";

async function* each<Value>(values: readonly Value[]) {
  yield* values;
}

const exported = async (records: readonly PredictionRecord[], format: PredictionFormat) => {
  let text = "";
  for await (const piece of exportPredictions(each(records), format)) text += piece;
  return text;
};

describe("selectPredictions", () => {
  const matches = (filter: PredictionFilter, record: PredictionRecord) => selectPredictions(filter)(record);

  it("looks for a text in what was said on both sides, whatever its capitals", () => {
    const record = prediction({ user: "Where is ZOE\u0308?", reply: "In Paris" });
    expect(["zoë", "PARIS", "is z"].map((grep) => matches({ grep }, record))).toEqual([true, true, true]);
    expect(matches({ grep: "rome" }, record)).toBe(false);
    expect(matches({ grep: "null" }, prediction({ user: null, reply: null }))).toBe(false);
  });

  it("takes a conversation by the beginning of its id", () => {
    const record = prediction({ session: "4f2a91" });
    expect(["4f2a", "4f2a91", "2a"].map((session) => matches({ session }, record))).toEqual([true, true, false]);
  });

  it("knows what went wrong: faults, also those that another connection made good, and replies that no model gave", () => {
    const wrong: Partial<PredictionRecord["metadata"]>[] = [
      { error: "timeout" },
      { faults: [{ lm: "a:a", code: "cut" }] },
      { by: "safe" },
      { by: "goodbye" },
    ];
    for (const metadata of wrong) expect(matches({ errors: true }, prediction({ metadata }))).toBe(true);
    expect(matches({ errors: true }, prediction())).toBe(false);
    expect(matches({ errors: true }, prediction({ metadata: { by: "care" } }))).toBe(false);
  });
});

describe("exportPredictions", () => {
  const bare = prediction({ user: null, reply: null, metadata: { cost: null, latency_ms: null } });
  const records = [
    prediction({ user: "=1+1", reply: 'a "b",\r\nc' }),
    { ...bare, output: { ...bare.output, extracted_slots: {}, confidence: null } },
  ];

  it("writes JSON lines that all have the same keys, in one order, with values of one type or null, and nothing nested", async () => {
    const rows = (await exported(records, "jsonl"))
      .trimEnd()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(flatColumns);
      for (const value of Object.values(row)) expect(value === null || typeof value !== "object").toBe(true);
    }
    const types = rows.map((row) => Object.values(row).map((value) => (value === null ? undefined : typeof value)));
    for (const [at, type] of (types[1] ?? []).entries()) expect([undefined, types[0]?.[at]]).toContain(type);
    expect(rows[0]).toMatchObject({
      user_text: "=1+1",
      cost: 0.000412,
      hostile: false,
      demos: '[{"id":"a","similarity":0.5}]',
    });
    expect(rows[1]).toMatchObject({ user_text: null, cost: null, hostile: null, faults: "[]", by_model: "[]" });
  });

  it("writes CSV that a spreadsheet reads as it is", async () => {
    const rows: readonly Record<string, string>[] = rowsOf(await exported(records, "csv"));
    expect(Object.keys(rows[0] ?? {})).toEqual(flatColumns);
    expect(rows[0]).toMatchObject({
      user_text: "'=1+1",
      response: 'a "b",\r\nc',
      hostile: "false",
      input_tokens: "350",
    });
    expect(rows[1]).toMatchObject({ user_text: "", cost: "" });
  });

  it("has no cell that a spreadsheet takes for a formula, whatever was said", async () => {
    const text = fc.tuple(
      fc.constantFrom("", " ", "\t", "\n", "\r\n"),
      fc.constantFrom(..."=+-@＝＋－＠a"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const [row]: readonly Record<string, string>[] = rowsOf(
          await exported([prediction({ user: parts.join("") })], "csv"),
        );
        expect(row?.user_text).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }),
    );
  });

  it("has a header, and no row, where nothing was logged", async () => {
    expect(await exported([], "csv")).toBe(`${flatColumns.join()}\r\n`);
    expect(await exported([], "jsonl")).toBe("");
  });

  it("writes more than it holds at once, with one header", async () => {
    const many = Array.from({ length: 1203 }, (_, turn) => prediction({ turn }));
    expect((await exported(many, "csv")).trimEnd().split("\r\n")).toHaveLength(1204);
    expect((await exported(many, "jsonl")).trimEnd().split("\n")).toHaveLength(1203);
  });
});

describe("writePieces", () => {
  it("writes a file for its owner alone, and never over another one", async () => {
    const { folder } = temporaryFolder();
    const path = await writePieces(each(["a", "b"]), "out.csv", folder);
    expect(path).toBe(join(folder, "out.csv"));
    expect(readFileSync(path, "utf8")).toBe("ab");
    expect(statSync(path).mode & 0o077).toBe(0);
    expect((await rejection(writePieces(each(["c"]), "out.csv", folder))).message).toContain("is there already");
    expect(readFileSync(path, "utf8")).toBe("ab");
    expect((await rejection(writePieces(each(["c"]), "none/out.csv", folder))).message).toContain("no such folder");
  });

  it("leaves no half of a file where what it writes cannot be read", async () => {
    const { folder } = temporaryFolder();
    const broken = async function* () {
      yield "a";
      throw new Error("unreadable");
    };
    expect((await rejection(writePieces(broken(), "out.csv", folder))).message).toBe("unreadable");
    expect(() => statSync(join(folder, "out.csv"))).toThrow("ENOENT");
  });
});

/** The rows of a CSV as RFC 4180 has it, by the names of its header. */
const rowsOf = (text: string): readonly Record<string, string>[] => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  const [header = [], ...others] = rows.slice(0, -1);
  return others.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
};
