import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { prepareFolder, writeReport } from "../../../app/evaluation/write-report.ts";
import { InputError } from "../../../brain/core/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("writeReport", () => {
  it("writes what comes in pieces, for its owner alone, in place of what was there", async () => {
    const path = join(folder, "new", "report.csv");
    await writeReport(path, "x".repeat(5_000_000));
    const pieces = function* () {
      for (let at = 0; at < 300_000; at++) yield `${at} ä\n`;
    };
    await writeReport(path, pieces());
    expect(readFileSync(path, "utf8")).toBe([...pieces()].join(""));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("says so where nothing can be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(writeReport(join(file, "report.csv"), "x")).rejects.toThrow(InputError);
    await expect(prepareFolder(join(file, "reports"))).rejects.toThrow(/cannot be written \(E[A-Z]+\)/);
    await prepareFolder(join(folder, "reports"));
    expect(statSync(join(folder, "reports")).isDirectory()).toBe(true);
  });

  it("tells a fault in what is written as what it is", async () => {
    const broken = function* () {
      yield "a";
      throw new RangeError("broken");
    };
    await expect(writeReport(join(folder, "broken"), broken())).rejects.toThrow(RangeError);
  });
});
