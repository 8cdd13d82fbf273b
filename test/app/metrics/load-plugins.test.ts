import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPlugins } from "../../../app/metrics/load-plugins.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-plugins-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let number = 0;
const moduleOf = async (text: string): Promise<string> => {
  const path = join(folder, `plugin-${number++}.mjs`);
  await writeFile(path, text);
  return path;
};
const metric = (name: string) =>
  `{ name: "${name}", help: "h", group: "model", unit: "ms", of: (turns) => ({ value: turns.length, n: 1 }) }`;

describe("loadPlugins", () => {
  it("takes one metric of a module, or a list", async () => {
    const paths = [
      await moduleOf(`export default ${metric("one")}`),
      await moduleOf(`export default [${metric("two")}]`),
    ];
    const metrics = await loadPlugins(paths, new Set());
    expect(metrics.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(metrics[0]?.of([], {})).toEqual({ value: 0, n: 1 });
  });

  it.each([
    ["has no default export", "export const metric = 1;", /no default export/],
    ["exports no metric", "export default 7;", /the export of its metric holds a number/],
    ["names an unknown group", `export default ${metric("one").replace("model", "users")}`, /group of its metric/],
    ["has a wrong one in its list", `export default [${metric("one")}, {}]`, /name of metric 2 holds nothing/],
    ["has no function", 'export default { name: "a", help: "h", group: "model", unit: "ms", of: 1 }', /a function/],
    ["takes a name that there is", `export default ${metric("latency")}`, /named latency already/],
    ["cannot be parsed", "export default {", /could not be loaded \(/],
    [
      "has a line break in its help",
      `export default ${metric("one").replace('"h"', '"a\\nb"')}`,
      /without line breaks/,
    ],
    ["throws as it is loaded", 'throw new TypeError("no database")', /could not be loaded \(TypeError: no database/],
  ])("refuses a module that %s, with its path", async (_, text, problem) => {
    const path = await moduleOf(text);
    const loading = loadPlugins([path], new Set(["latency"]));
    await expect(loading).rejects.toThrow(problem);
    await expect(loading).rejects.toThrow(path);
    await expect(loading).rejects.toMatchObject({ code: "input" });
  });

  it("refuses a module that never ends being loaded, instead of ending the process without a word", async () => {
    const path = await moduleOf("await new Promise(() => {}); export default {};");
    const loading = loadPlugins([path], new Set(), { wait: 20 });
    await expect(loading).rejects.toThrow(`${path}: was not loaded within 0.02 s`);
    await expect(loading).rejects.toMatchObject({ code: "input" });
  });

  it("refuses a path where nothing is", async () => {
    await expect(loadPlugins([join(folder, "none.mjs")], new Set())).rejects.toThrow("there is no such file");
  });
});
