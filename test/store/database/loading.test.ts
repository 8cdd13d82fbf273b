import { build } from "esbuild";
import { expect, it } from "vitest";

/** Everything that is loaded along with a module, without what it asks for later. */
const loadedWith = async (entry: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: "none",
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: next, kind } of metafile.inputs[path]?.imports ?? [])
      if (kind === "import-statement") visit(next);
  };
  visit(entry);
  return [...reached];
};

const isDatabase = (path: string) => /^(kysely|libsql)$/.test(path);

it.each(["app/chat/create-chat.ts", "app/load-understudy.ts", "app/connections/open-means.ts"])(
  "the database is not loaded along with %s: a chat's first prompt needs none",
  async (entry) => {
    const loaded = await loadedWith(entry);
    expect(loaded.filter(isDatabase)).toEqual([]);
  },
);

it("what asks the database from the start is seen to load it", async () => {
  expect((await loadedWith("store/spend/query-spend.ts")).filter(isDatabase)).toEqual(["kysely"]);
});
