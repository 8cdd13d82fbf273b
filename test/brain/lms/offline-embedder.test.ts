import { expect, test } from "vitest";
import { offlineEmbedder } from "../../../brain/lms/offline-embedder.ts";
import { idfFile } from "../../../brain/text/hashed-embedding.ts";
import { openModelFile, packModelFile } from "../../../brain/text/model-file.ts";
import { embedderContract } from "../../contracts/embedder.ts";
import { idfBytes } from "../../fixtures/models.ts";

embedderContract("offline", async () => ({ embedder: offlineEmbedder({ idf: idfBytes() }) }));

test("names itself, its dimensions, and the version of its preparation with the hash of its table", async () => {
  const identity = await offlineEmbedder({ idf: idfBytes() }).identity();
  expect(identity).toEqual({
    provider: "offline",
    model: "hashed-tfidf",
    dimensions: 512,
    version: expect.stringMatching(/^hashed-\d+\+idf-[0-9a-f]{12}$/),
  });
});

test("another table is another version", async () => {
  const content = openModelFile(idfFile, idfBytes()).slice();
  content[77] = (content[77] ?? 0) ^ 1;
  const changed = await offlineEmbedder({ idf: packModelFile(idfFile, content) }).identity();
  const shipped = await offlineEmbedder({ idf: idfBytes() }).identity();
  expect(changed.version).not.toBe(shipped.version);
});

test("gives the vectors row after row, whatever else is in the batch", async () => {
  const embedder = offlineEmbedder({ idf: idfBytes() });
  const both = await embedder.embed(["first", "second"]);
  expect(both).toHaveLength(1024);
  expect(both.subarray(512)).toEqual(await embedder.embed(["second"]));
  expect(await embedder.embed([])).toHaveLength(0);
});

test("a cancelled embedding says so", async () => {
  await expect(
    offlineEmbedder({ idf: idfBytes() }).embed(["hello"], { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: "aborted", retryable: false });
});
