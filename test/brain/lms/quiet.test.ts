import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import { ollama } from "../../../brain/lms/ollama.ts";
import { openai } from "../../../brain/lms/openai.ts";
import { together } from "../../../brain/lms/together.ts";
import { collect } from "../../contracts/model-connection.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { startFakeOllama } from "../../servers/fake-ollama.ts";
import type { Fault } from "../../servers/fake-server.ts";
import { startFakeOpenAi, startFakeTogether } from "../../servers/fake-together.ts";

const { fetch, close } = createFetch();
afterAll(close);

// The SDKs keep hold of the console's methods from their first call on: this file has them see the spies only.
const methods = ["log", "warn", "error", "info", "debug"] as const;
beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method).mockImplementation(() => {});
});
afterEach(() => {
  for (const method of methods) vi.mocked(console[method]).mockClear();
});

const connections = {
  together: (url: string) => together({ apiKey: "key", baseUrl: url, fetch, timers: fakeTimers() }),
  openai: (url: string) => openai({ apiKey: "key", baseUrl: url, fetch, timers: fakeTimers() }),
  ollama: (url: string) => ollama({ host: url, fetch, timers: fakeTimers() }),
};
const servers = { together: startFakeTogether, openai: startFakeOpenAi, ollama: startFakeOllama };

const faults: readonly Fault[] = [
  { kind: "malformed", after: 2 },
  { kind: "error", after: 2 },
  { kind: "truncate", after: 2 },
  { kind: "status", status: 500, headers: { "content-type": "text/plain" }, body: "oops" },
  { kind: "status", status: 404, headers: { "content-type": "application/json" }, body: "{not json" },
  { kind: "web-page" },
  { kind: "two-ends" },
];

describe.each(["together", "openai", "ollama"] as const)("the SDK of %s", (name) => {
  it.each(faults)("prints nothing to the terminal when the server answers with %j", async (fault) => {
    const server = await servers[name]({ fault });
    await collect(connections[name](server.url)).catch(() => {});
    expect(server.requests.length).toBeGreaterThan(0);
    for (const method of methods) expect(console[method]).not.toHaveBeenCalled();
    await server.close();
  });
});
