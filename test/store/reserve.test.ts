import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reserve } from "../../store/reserve.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "reserve-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const what = "The work is being done";

/** Changes what a lock says of its holder. */
const edit = async (path: string, changes: object) => {
  const holder: object = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...holder, ...changes }));
};

describe("reserve", () => {
  it("names the process that holds it, and what to do", async () => {
    const path = join(home, "deep", "lock");
    await reserve(path, what);
    await expect(reserve(path, what)).rejects.toThrow(`${what} by this very process. Wait for it, or end it.`);
  });

  it("is held by another process until that ends, even by SIGKILL", async () => {
    const path = join(home, "lock");
    const script = `import { reserve } from ${JSON.stringify(resolve("store/reserve.ts"))};
      await reserve(${JSON.stringify(path)}, "x"); console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    try {
      await once(child.stdout, "data");
      await expect(reserve(path, what)).rejects.toThrow(`by process ${child.pid}.`);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await (await reserve(path, what))();
  });

  it.skipIf(process.platform !== "linux")("is free where the number of a dead process was given again", async () => {
    const path = join(home, "lock");
    const release = await reserve(path, what);
    await edit(path, { started: "1" });
    const again = await reserve(path, what);
    await release(); // not its own any more
    await expect(reserve(path, what)).rejects.toMatchObject({ code: "busy" });
    await again();
  });

  it("is free after the machine was started anew", async () => {
    const path = join(home, "lock");
    await reserve(path, what);
    await edit(path, { boot: "an earlier one" });
    await (await reserve(path, what))();
  });

  it("stays with another machine or container, of which nothing can be known here", async () => {
    const path = join(home, "lock");
    await reserve(path, what);
    await edit(path, { host: "studio", pid: 7 });
    await expect(reserve(path, what)).rejects.toThrow(`by process 7 on studio, which cannot be looked at from here`);
    await expect(reserve(path, what)).rejects.toThrow(`delete ${path}`);
    await rm(path);
    await reserve(path, what);
    await edit(path, { space: "pid:[1]" });
    await expect(reserve(path, what)).rejects.toThrow("in another container");
  });

  it("is free where a crash left half of it", async () => {
    const path = join(home, "lock");
    for (const content of ["", '{"pid":', "{}", "null"]) {
      await writeFile(path, content);
      await (await reserve(path, what))();
    }
  });

  it("says unwritable where the disk does not take it", async () => {
    await writeFile(join(home, "file"), "");
    const trying = reserve(join(home, "file", "lock"), what);
    await expect(trying).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
  });
});
