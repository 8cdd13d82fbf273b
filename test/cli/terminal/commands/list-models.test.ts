import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listModels, lookAtModel } from "../../../../cli/terminal/commands/list-models.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What is listed where an Ollama server has these models; `undefined` where none answers. */
const listedWith = (names: readonly string[] | undefined) => askedWith(names, listed);
const listed = async () => (await listModels()).map(({ name, note }) => `${name}: ${note}`);

const askedWith = async <T>(names: readonly string[] | undefined, ask: () => Promise<T>): Promise<T> => {
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ models: names?.map((name) => ({ name, details: { family: "llama" } })) })),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  vi.stubEnv("OLLAMA_HOST", `http://127.0.0.1:${port}`);
  vi.stubEnv("TOGETHER_API_KEY", "key-of-a-test");
  vi.stubEnv("OPENAI_API_KEY", "");
  const close = () => new Promise((resolve) => server.close(resolve));
  if (names === undefined) await close();
  const answer = await ask();
  if (names !== undefined) await close();
  return answer;
};

describe("a model that was chosen", () => {
  it("is looked for where Ollama should have it", async () => {
    const look = () => lookAtModel("ollama:tiny:1b");
    expect(await askedWith(["tiny:1b"], look)).toBeUndefined();
    expect(await askedWith(["tiny:latest"], () => lookAtModel("ollama:tiny"))).toBeUndefined();
    expect(await askedWith(["small:3b"], look)).toContain("does not have it: `ollama pull tiny:1b` gets it");
    expect(await askedWith(undefined, look)).toMatch(/^no server answers at http:\/\/127\.0\.0\.1:\d+ now/);
  });

  it("elsewhere is not asked, which would cost something", async () => {
    expect(await askedWith([], () => lookAtModel("together:a/b"))).toContain("whether its key is right");
    expect(await askedWith([], () => lookAtModel("openai:a"))).toContain("was not asked yet");
    expect(await askedWith([], () => lookAtModel("offline"))).toBeUndefined();
  });
});

describe("the models that can be asked", () => {
  it("are those that Ollama has, and each provider with what it lacks", async () => {
    const listed = await listedWith(["tiny:1b", "small:3b"]);
    expect(listed[0]).toContain("offline: answers from the examples");
    expect(listed[1]).toContain("ollama:tiny:1b: at http://127.0.0.1");
    expect(listed[2]).toContain("ollama:small:3b");
    expect(listed).toContain("together: TOGETHER_API_KEY is set");
    expect(listed.at(-1)).toContain("openai: ");
    expect(listed.join()).not.toContain("key-of-a-test");
  });

  it("say how to get Ollama, and a model for it", async () => {
    expect(await listedWith(undefined)).toContainEqual(expect.stringContaining("start it with `ollama serve`"));
    expect(await listedWith([])).toContainEqual(expect.stringContaining("`ollama pull` gets one"));
  });
});
