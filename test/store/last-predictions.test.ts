import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LastPredictions, lastPredictions } from "../../store/last-predictions.ts";
import { type DamagedPrediction, readPredictions } from "../../store/read-predictions.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";
import { prediction } from "../fixtures/prediction.ts";

const lineOf = (turn: number, user = "m") =>
  `${JSON.stringify(prediction({ turn, user, at: "2026-12-24T20:00:00.000Z" }))}\n`;

const last = async (directory: string, count: number, options: Partial<LastPredictions> = {}) => {
  const damaged: DamagedPrediction[] = [];
  const found = await lastPredictions({ directory, last: count, onDamaged: (one) => damaged.push(one), ...options });
  return { turns: found.records.map(({ metadata }) => metadata.turn), isAll: found.isAll, damaged };
};

describe("lastPredictions", () => {
  it("gives what a reading of all would end with, whatever is wanted and however it is stored", async () => {
    const content = fc.array(fc.constantFrom("plain", "wanted", "damaged", "long"), { maxLength: 12 });
    const files = fc.array(fc.record({ content, isCompressed: fc.boolean(), isCut: fc.boolean() }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (given, count, isFiltered) => {
        const { folder, write } = temporaryFolder();
        let turn = 0;
        for (const [at, { content, isCompressed, isCut }] of given.entries()) {
          const lines = content.map((kind) =>
            kind === "damaged" ? "{damaged\n" : lineOf(++turn, kind === "long" ? "ü".repeat(200_000) : kind),
          );
          const text = `${lines.join("")}${isCut ? '{"half' : ""}`;
          const name = `2026-12-2${Math.floor(at / 2)}${at % 2 ? ".1" : ""}.jsonl`;
          write(isCompressed ? `${name}.gz` : name, isCompressed ? gzipSync(text) : text);
        }
        const isWanted = isFiltered
          ? ({ input }: { readonly input: { readonly user_text: string | null } }) => input.user_text === "wanted"
          : undefined;
        const all: number[] = [];
        for await (const record of readPredictions({ directory: folder })) {
          if (isWanted?.(record) ?? true) all.push(record.metadata.turn);
        }
        const { turns, isAll } = await last(folder, count, { isWanted });
        expect(turns).toEqual(all.slice(-count));
        expect(isAll).toBe(all.length <= count);
      }),
      { numRuns: 60 },
    );
  });

  it("tells which line it passed over", async () => {
    const { folder, write } = temporaryFolder();
    write("2026-12-24.jsonl", `${lineOf(1)}damaged\n${lineOf(2)}damaged\n${lineOf(3)}`);
    write("2026-12-23.jsonl.gz", gzipSync(`damaged\n${lineOf(0)}`));
    expect(await last(folder, 9)).toEqual({
      turns: [0, 1, 2, 3],
      isAll: true,
      damaged: [
        { file: "2026-12-24.jsonl", line: 4 },
        { file: "2026-12-24.jsonl" },
        { file: "2026-12-23.jsonl.gz", line: 1 },
      ],
    });
    expect(await last(folder, 1)).toMatchObject({ turns: [3], isAll: false });
  });
});
