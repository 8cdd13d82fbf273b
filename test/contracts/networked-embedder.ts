import { describe, expect, it } from "vitest";
import type { Embedder } from "../../brain/core/ports.ts";
import { type FakeTimers, fakeTimers } from "../fixtures/fake-timers.ts";
import { type FakeServer, type Fault, fakeVector, refusingUrl } from "../servers/fake-server.ts";
import { faultOf } from "./model-connection.ts";

type Asked = { readonly input?: string | readonly string[] };
type ServerSettings = {
  readonly fault?: Fault | ((request: number) => Fault | undefined);
  readonly rows?: (texts: readonly string[]) => readonly (readonly unknown[])[];
};

export type EmbedderProviderUnderTest = {
  readonly serve: (settings: ServerSettings) => Promise<FakeServer<Asked>>;
  readonly connect: (url: string, timers: FakeTimers) => Embedder;
};

/** What every embedder behind a server does, on the real wire format of that server. */
export const networkedEmbedderContract = (name: string, provider: EmbedderProviderUnderTest): void => {
  const using = async (
    settings: ServerSettings,
    work: (embedder: Embedder, server: FakeServer<Asked>) => Promise<void>,
    timers = fakeTimers(),
  ) => {
    const server = await provider.serve(settings);
    try {
      await work(provider.connect(server.url, timers), server);
    } finally {
      await server.close();
    }
  };

  describe(`${name}'s vectors over its wire`, () => {
    it("asks for 64 texts at a time, and for no blank one", () =>
      using({}, async (embedder, server) => {
        await embedder.embed(Array.from({ length: 140 }, (_, index) => (index % 10 === 0 ? "" : `text ${index}`)));
        expect(server.requests.map(({ body }) => body.input?.length)).toEqual([64, 62]);
        expect(server.requests.flatMap(({ body }) => body.input ?? [])).not.toContain("");
      }));

    it("brings what the server sends to unit length and keeps its direction", () =>
      using({}, async (embedder) => {
        const raw = fakeVector("a text", 8);
        const vector = await embedder.embed(["a text"]);
        const length = Math.hypot(...raw);
        for (const [index, value] of raw.entries()) expect(vector[index]).toBeCloseTo(value / length, 5);
      }));

    it("asks for its dimensions once", () =>
      using({}, async (embedder, server) => {
        expect((await embedder.identity()).dimensions).toBe(8);
        await embedder.identity();
        expect(server.requests).toHaveLength(1);
      }));

    it.each<[string, (texts: readonly string[]) => readonly (readonly unknown[])[]]>([
      ["fewer rows than texts", (texts) => texts.slice(1).map(() => [1, 2])],
      ["an empty row", (texts) => texts.map(() => [])],
      ["rows of different lengths", (texts) => texts.map((_, index) => (index === 0 ? [1, 2] : [1, 2, 3]))],
      ["a row with null in it, as JSON writes NaN", (texts) => texts.map(() => [1, Number.NaN])],
      ["a row of words", (texts) => texts.map(() => ["a", "b"])],
      ["a row of zeros", (texts) => texts.map(() => [0, 0])],
    ])("tells malformed after three tries when the server sends %s", (_, rows) =>
      using({ rows }, async (embedder, server) => {
        expect(await faultOf(embedder.embed(["a", "b"]))).toMatchObject({ code: "malformed" });
        expect(server.requests).toHaveLength(3);
      }),
    );

    it("tells malformed when a later batch has other dimensions", () => {
      let batches = 0;
      const rows = (texts: readonly string[]) => {
        const width = batches++ === 0 ? 4 : 5;
        return texts.map((text) => fakeVector(text, width));
      };
      return using({ rows }, async (embedder) => {
        const fault = await faultOf(embedder.embed(Array.from({ length: 65 }, (_, index) => `text ${index}`)));
        expect(fault).toMatchObject({ code: "malformed" });
        expect(fault.message).toMatch(/5 numbers where others have 4/);
      });
    });

    it("tries again after a passing fault, and once only after a lasting one", async () => {
      await using(
        { fault: (request) => (request < 2 ? { kind: "status", status: 503 } : undefined) },
        async (embedder) => {
          expect(await embedder.embed(["a"])).toHaveLength(8);
        },
      );
      await using({ fault: { kind: "status", status: 401 } }, async (embedder, server) => {
        expect(await faultOf(embedder.embed(["a"]))).toMatchObject({ code: "unauthorized" });
        expect(server.requests).toHaveLength(1);
      });
    });

    it("cancels the request at the server when it is aborted", () =>
      using({ fault: { kind: "hang" } }, async (embedder, server) => {
        const controller = new AbortController();
        const fault = faultOf(embedder.embed(["a"], { signal: controller.signal }));
        while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        expect(await fault).toMatchObject({ code: "aborted" });
        expect(await server.requests[0]?.ended).toBe("cut");
      }));

    it("tells timeout when the server says nothing, and unreachable when it refuses", async () => {
      const timers = fakeTimers({ fires: () => true });
      const silent = async (embedder: Embedder) =>
        void expect(await faultOf(embedder.embed(["a"]))).toMatchObject({ code: "timeout", retryable: true });
      await using({ fault: { kind: "hang" } }, silent, timers);
      const refused = provider.connect(await refusingUrl(), fakeTimers());
      expect(await faultOf(refused.embed(["a"]))).toMatchObject({ code: "unreachable" });
    });
  });
};
