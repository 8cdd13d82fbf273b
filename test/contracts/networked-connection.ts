import { describe, expect, it } from "vitest";
import type { ChatPart, ChatRequest, ModelConnection } from "../../brain/core/ports.ts";
import { accounted } from "../../brain/lms/accounted.ts";
import { createConnectionState } from "../../brain/lms/resilience/connection-state.ts";
import { defaultResilience } from "../../brain/lms/resilience/resilience.ts";
import { resilient } from "../../brain/lms/resilience/resilient.ts";
import type { Timers } from "../../brain/lms/timers.ts";
import { chatRequest } from "../fixtures/chat-request.ts";
import { fakeTimers } from "../fixtures/fake-timers.ts";
import { memoryLedger } from "../fixtures/memory-ledger.ts";
import { settle, virtualTimers } from "../fixtures/virtual-timers.ts";
import { type Chunking, type FakeServer, type Fault, refusingUrl } from "../servers/fake-server.ts";
import { collect, faultOf, modelConnectionContract, textOf } from "./model-connection.ts";

type Asked = { readonly messages: readonly { readonly content: string }[] };

export type ServerSettings = {
  readonly reply?: string | ((body: Asked) => string);
  readonly reasoning?: string;
  readonly chunking?: Chunking;
  readonly fault?: Fault | ((request: number) => Fault | undefined);
  readonly usage?: boolean;
};

/** How the contract sets a provider up: its fake server, and a connection to an address. */
export type ProviderUnderTest = {
  readonly serve: (settings: ServerSettings) => Promise<FakeServer<Asked>>;
  readonly connect: (url: string, timers: Timers) => ModelConnection;
  /** Sent with every request, if anything is; must never show. */
  readonly secret?: string;
};

const reply = 'Zoë, naïve café… 😀👩‍🚀 日本語.\n\nA second line, and "quotes".';
const words = "the prompt that nobody may see";

/** What every connection to a server does, on the real wire format of that server. */
export const networkedConnectionContract = (name: string, provider: ProviderUnderTest): void => {
  type Scenario = ServerSettings & { timers?: ReturnType<typeof fakeTimers> };
  type Set = {
    readonly connection: ModelConnection;
    /** The same, with retries, breaker and limits as they are where nobody set them. */
    readonly steadfast: ModelConnection;
    readonly server: FakeServer<Asked>;
    readonly timers: ReturnType<typeof fakeTimers>;
  };
  const using = async ({ timers = fakeTimers(), ...settings }: Scenario, work: (at: Set) => Promise<void>) => {
    const server = await provider.serve({ reply, ...settings });
    try {
      const connection = provider.connect(server.url, timers);
      await work({ connection, steadfast: steadied(connection, timers), server, timers });
    } finally {
      await server.close();
    }
  };
  const steadied = (connection: ModelConnection, timers: Timers) =>
    resilient(connection, createConnectionState(defaultResilience, { lm: name, timers }));
  const once = (fault: Fault) => (request: number) => (request === 0 ? fault : undefined);
  /** Pauses between requests: the watch for silence and the farewell to a server sleep too. */
  const pauses = (timers: { slept: number[] }) => timers.slept.filter((ms) => ![250, 15_000, 30_000].includes(ms));
  const secretRequest = (): ChatRequest =>
    chatRequest({ system: words, message: `Message: ${words}`, inputs: { message: words } });
  const everythingIn = (error: unknown): string => {
    let text = "";
    for (let at = error; at instanceof Error; at = at.cause)
      text += `${at.message}\n${at.stack}\n${JSON.stringify(at)}\n`;
    return text;
  };

  const echo = (text: string) => `You said: ${text}`;
  modelConnectionContract(name, async () => {
    const server = await provider.serve({ reply: (body) => echo(body.messages.at(-1)?.content ?? "") });
    return {
      connection: provider.connect(server.url, fakeTimers()),
      expected: ({ message }) => echo(message),
      close: server.close,
    };
  });

  describe(`${name} over its wire`, () => {
    it.each([
      ["whole", { units: 1000 }],
      ["a unit at a time, which cuts surrogate pairs", { units: 1 }],
      ["three units and five bytes at a time", { units: 3, bytes: 5 }],
      ["a byte at a time", { units: 7, bytes: 1 }],
    ])("gives the same reply when it comes %s", (_, chunking) =>
      using({ chunking }, async ({ connection }) => {
        expect(textOf(await collect(connection))).toBe(reply);
      }),
    );

    it("gives text as it comes, without waiting for more", () =>
      using({ fault: { kind: "stall", after: 4 } }, async ({ connection }) => {
        const first = await connection.chat(chatRequest(), {})[Symbol.asyncIterator]().next();
        expect(first.value).toMatchObject({ type: "text" });
      }));

    it("tells the tokens that the server counted", () =>
      using({ reply: "one two three" }, async ({ connection }) => {
        expect((await collect(connection)).at(-1)).toMatchObject({ type: "usage", completionTokens: 3 });
      }));

    it("estimates the tokens, four characters each, where the server counts none", () =>
      using({ reply: "12345678", usage: false }, async ({ connection, server }) => {
        await collect(connection);
        const sent = server.requests[0]?.body.messages ?? [];
        const promptTokens = sent.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);
        expect((await collect(connection)).at(-1)).toEqual({
          type: "usage",
          promptTokens,
          completionTokens: 2,
          isEstimated: true,
        });
      }));

    it("keeps reasoning out of the reply, sent apart or within it", async () => {
      await using({ reply: "Fine.", reasoning: "They ask how I am." }, async ({ connection }) => {
        expect(textOf(await collect(connection))).toBe("Fine.");
      });
      await using({ reply: "<think>They ask.</think>\n\nFine.", chunking: { units: 3 } }, async ({ connection }) => {
        expect(textOf(await collect(connection))).toBe("Fine.");
      });
    });

    it("says so when a model reasons and then says nothing", () =>
      using({ reply: "<think>hmm, what now" }, async ({ connection }) => {
        const fault = await faultOf(collect(connection));
        expect(fault).toMatchObject({ code: "empty" });
        expect(fault.message).toMatch(/max_tokens/);
      }));

    it("keeps connections open for the next turns, where a reply's last bytes come late", () =>
      using({ chunking: { units: 40, bytes: 100 } }, async ({ connection, server }) => {
        for (let turn = 0; turn < 8; turn++) await collect(connection);
        // Two: the end of one reply may still be under way when the next turn begins.
        expect(server.connections()).toBeLessThanOrEqual(2);
      }));

    it("takes nothing that comes after the end mark", () =>
      using({ fault: { kind: "two-ends" } }, async ({ connection }) => {
        expect(textOf(await collect(connection))).toBe(reply);
      }));

    it("hangs up on a server that does not, once its end mark came", () =>
      using(
        { fault: { kind: "never-closes" }, timers: fakeTimers({ fires: (ms) => ms === 250 }) },
        async ({ connection, server }) => {
          expect(textOf(await collect(connection))).toBe(reply);
          expect(await server.requests[0]?.ended).toBe("cut");
        },
      ));

    it("cancels the request at the server when it is aborted", () =>
      using({ fault: { kind: "stall", after: 3 } }, async ({ connection, server }) => {
        const controller = new AbortController();
        const read = async () => {
          for await (const _ of connection.chat(chatRequest(), { signal: controller.signal })) controller.abort();
        };
        expect(await faultOf(read())).toMatchObject({ code: "aborted" });
        expect(await server.requests[0]?.ended).toBe("cut");
        expect(server.requests).toHaveLength(1);
      }));

    it("cancels the request at the server when its reader leaves", () =>
      using({ fault: { kind: "stall", after: 3 } }, async ({ connection, server }) => {
        for await (const _ of connection.chat(chatRequest(), {})) break;
        expect(await server.requests[0]?.ended).toBe("cut");
      }));

    it("asks nothing when it was aborted before", () =>
      using({}, async ({ connection, server }) => {
        await faultOf(collect(connection, chatRequest(), { signal: AbortSignal.abort() }));
        expect(server.requests).toHaveLength(0);
      }));

    it("stops at once when it is aborted while it pauses before a retry", () => {
      const timers = fakeTimers({ fires: () => false });
      return using({ timers, fault: { kind: "status", status: 503 } }, async ({ steadfast, server }) => {
        const controller = new AbortController();
        const sleep = timers.sleep;
        const watching = Object.assign(timers, {
          sleep: (ms: number, signal: AbortSignal) => {
            if (ms === 500) queueMicrotask(() => controller.abort());
            return sleep(ms, signal);
          },
        });
        const fault = await faultOf(collect(steadfast, chatRequest(), { signal: controller.signal }));
        expect(fault).toMatchObject({ code: "aborted" });
        expect(watching.slept).toContain(500);
        expect(server.requests).toHaveLength(1);
      });
    });

    it.each<[string, string, Fault, ((ms: number) => boolean)?]>([
      ["says nothing for 30 s", "timeout", { kind: "hang" }, (ms) => ms !== 15_000],
      ["sends headers and then nothing for 30 s", "timeout", { kind: "stall", after: 0 }, (ms) => ms !== 15_000],
      ["is overloaded", "server", { kind: "status", status: 503 }],
      ["fails", "server", { kind: "status", status: 500 }],
      ["gives up waiting for the request", "timeout", { kind: "status", status: 408 }],
      ["resets the connection", "unreachable", { kind: "reset" }],
      ["breaks off before any text", "unreachable", { kind: "break", after: 0 }],
      ["ends before any text", "malformed", { kind: "truncate", after: 0 }],
      ["sends what is not JSON", "malformed", { kind: "malformed", after: 0 }],
      ["ends within a character", "malformed", { kind: "half-character", after: 0 }],
      ["reports an error in the stream", "server", { kind: "error", after: 0 }],
      ["sends a line without end", "malformed", { kind: "endless-line", bytes: 3 << 20 }],
      ["sends a web page", "malformed", { kind: "web-page" }],
    ])("tries twice more when the server %s, and then tells %s", async (_, code, fault, fires) => {
      const timers = fakeTimers(fires && { fires });
      await using({ timers, fault }, async ({ steadfast, server }) => {
        const error = await faultOf(collect(steadfast, secretRequest()));
        expect(error).toMatchObject({ code, retryable: true });
        expect(error.message).toContain(new URL(server.url).host);
        expect(timers.slept.filter((ms) => ms === 30_000)).toHaveLength(3);
        expect(pauses(timers)).toEqual([500, 1000]);
      });
    });

    it.each<[string, Fault]>([
      ["was overloaded", { kind: "status", status: 503 }],
      ["broke off before any text", { kind: "break", after: 0 }],
      ["sent what is not JSON", { kind: "malformed", after: 0 }],
      ["ended before any text", { kind: "truncate", after: 0 }],
    ])("gives the reply of the second try when the server %s", (_, fault) =>
      using({ fault: once(fault) }, async ({ steadfast, server }) => {
        expect(textOf(await collect(steadfast))).toBe(reply);
        expect(server.requests).toHaveLength(2);
      }),
    );

    it("tries twice more when the reply is empty or blank, and then tells empty", () =>
      using({ reply: " \n " }, async ({ steadfast, server }) => {
        expect(await faultOf(collect(steadfast))).toMatchObject({ code: "empty", retryable: true });
        expect(server.requests).toHaveLength(3);
      }));

    it("tells which address refuses the connection", async () => {
      const url = await refusingUrl();
      const timers = fakeTimers();
      const fault = await faultOf(collect(steadied(provider.connect(url, timers), timers), secretRequest()));
      expect(fault).toMatchObject({ code: "unreachable", retryable: true });
      expect(fault.message).toContain(new URL(url).host);
      expect(fault.message).toMatch(/_BASE_URL|OLLAMA_HOST/);
      expect(pauses(timers)).toEqual([500, 1000]);
      expect(everythingIn(fault)).not.toContain(words);
    });

    it.each<[number, string]>([
      [400, "rejected"],
      [401, "unauthorized"],
      [402, "rejected"],
      [403, "unauthorized"],
      [404, "not-found"],
      [413, "rejected"],
      [422, "rejected"],
    ])("asks once when the server answers %i, and tells %s", (status, code) =>
      using({ fault: { kind: "status", status } }, async ({ steadfast, server }) => {
        expect(await faultOf(collect(steadfast))).toMatchObject({ code, retryable: false });
        expect(server.requests).toHaveLength(1);
      }),
    );

    it.each([
      ["seconds", "7", 7125],
      ["a date", "Thu, 01 Jan 2026 00:00:09 GMT", 9125],
      ["a date in the past", "Wed, 31 Dec 2025 23:59:00 GMT", 125],
    ])("waits as long as Retry-After asks, in %s, however wrong the clock here is", async (_, value, expected) => {
      const headers = { "retry-after": value, date: "Thu, 01 Jan 2026 00:00:00 GMT" };
      for (const now of [Date.UTC(2026, 0, 1), Date.UTC(2031, 5, 1), 0]) {
        const timers = fakeTimers({ now });
        await using({ timers, fault: once({ kind: "status", status: 429, headers }) }, async ({ steadfast }) => {
          expect(textOf(await collect(steadfast))).toBe(reply);
          expect(pauses(timers)).toEqual([expected]);
        });
      }
    });

    it("tries twice more when the server limits the rate and does not say for how long", () =>
      using({ fault: { kind: "status", status: 429 } }, async ({ steadfast, server, timers }) => {
        expect(await faultOf(collect(steadfast))).toMatchObject({ code: "rate-limited", retryable: true });
        expect(server.requests).toHaveLength(3);
        expect(timers.elapsed()).toBeGreaterThanOrEqual(1500);
      }));

    it.each([
      [429, "rate-limited"],
      [503, "server"],
    ])("gives up where Retry-After asks for more than a minute, and says how long (%i: %s)", (status, code) =>
      using({ fault: { kind: "status", status, headers: { "retry-after": "300" } } }, async ({ steadfast, server }) => {
        const fault = await faultOf(collect(steadfast));
        expect(fault).toMatchObject({ code, retryable: false, retryAfterMs: 300_000 });
        expect(fault.message).toContain("5 min");
        expect(server.requests).toHaveLength(1);
      }),
    );

    it.each<[string, string, Fault, ((ms: number) => boolean)?]>([
      ["ends without finishing", "malformed", { kind: "truncate", after: 3 }],
      ["sends what is not JSON", "malformed", { kind: "malformed", after: 3 }],
      ["reports an error", "server", { kind: "error", after: 3 }],
      ["falls silent for 15 s", "timeout", { kind: "stall", after: 3 }, (ms) => ms === 15_000],
    ])("never tries again once text came: the server %s, and the reader is told %s", (_, code, fault, fires) =>
      using({ fault, ...(fires && { timers: fakeTimers({ fires }) }) }, async ({ steadfast, server }) => {
        let heard = "";
        const read = async () => {
          for await (const part of steadfast.chat(secretRequest(), {})) if (part.type === "text") heard += part.text;
        };
        const error = await faultOf(read());
        expect(error).toMatchObject({ code, retryable: false });
        expect(reply.startsWith(heard)).toBe(true);
        expect(heard).not.toBe("");
        expect(server.requests).toHaveLength(1);
      }),
    );

    it("never tries again once text came: the connection breaks", () =>
      using({ fault: { kind: "stall", after: 3 } }, async ({ steadfast, server }) => {
        const read = async () => {
          for await (const _ of steadfast.chat(chatRequest(), {})) server.drop();
        };
        expect(await faultOf(read())).toMatchObject({ code: "unreachable", retryable: false });
        expect(server.requests).toHaveLength(1);
      }));

    it.each<[string, Fault]>([
      ["fails", { kind: "status", status: 503 }],
      ["limits the rate", { kind: "status", status: 429, headers: { "retry-after": "1" } }],
      ["breaks off", { kind: "break", after: 0 }],
      ["says nothing", { kind: "empty" }],
    ])("asks once by itself where the server %s: retries are for what is around it", (_, fault) =>
      using({ fault }, async ({ connection, server }) => {
        expect(await faultOf(collect(connection))).toMatchObject({ retryable: true });
        expect(server.requests).toHaveLength(1);
      }),
    );

    /** What came before a fault, and the fault. */
    const until = async (connection: ModelConnection) => {
      const parts: ChatPart[] = [];
      const read = async () => {
        for await (const part of connection.chat(chatRequest(), {})) parts.push(part);
      };
      return { fault: await faultOf(read()), parts, usage: parts.findLast(({ type }) => type === "usage") };
    };

    it("says so in the usage where a reply came to its longest, which is no fault by itself", () =>
      using({ fault: { kind: "length", after: 4 } }, async ({ connection }) => {
        const parts = await collect(connection);
        expect(reply.startsWith(textOf(parts))).toBe(true);
        expect(parts.at(-1)).toMatchObject({ type: "usage", isCut: true });
      }));

    it("tells what an empty reply cost before it tells that it was empty", async () => {
      await using({ fault: { kind: "empty" } }, async ({ connection, server }) => {
        const { fault, usage } = await until(connection);
        expect(fault.code).toBe("empty");
        const [bill] = server.bills();
        expect(usage).toEqual({
          type: "usage",
          promptTokens: bill?.promptTokens,
          completionTokens: bill?.completionTokens,
        });
      });
      await using({ fault: { kind: "empty" }, usage: false }, async ({ connection }) => {
        expect((await until(connection)).usage).toMatchObject({ isEstimated: true });
      });
    });

    it.each<[string, string, Fault, ((ms: number) => boolean)?]>([
      ["breaks", "unreachable", { kind: "stall", after: 6 }],
      ["falls silent", "timeout", { kind: "stall", after: 6 }, (ms) => ms === 15_000],
      ["ends too early", "malformed", { kind: "truncate", after: 6 }],
      ["reports an error", "server", { kind: "error", after: 6 }],
    ])(
      "counts reasoning that was paid for, in the usage and the ledger, where the server %s",
      (_, code, fault, fires) =>
        using(
          { reasoning: "They ask how I am. ".repeat(8), fault, ...(fires && { timers: fakeTimers({ fires }) }) },
          async ({ connection, server }) => {
            const ledger = memoryLedger();
            const lm = accounted(connection, { ledger, role: "reply", price: { prompt: 1, completion: 1 } });
            const reading = until(lm);
            if (code === "unreachable") {
              while ((server.bills()[0]?.completionTokens ?? 0) < 1) await settle();
              await settle();
              server.drop();
            }
            const heard = await reading;
            expect(heard.fault.code).toBe(code);
            expect(heard.usage).toMatchObject({ isEstimated: true });
            expect(ledger.held()).toMatchObject([{ state: "settled", amount: { promptTokens: expect.any(Number) } }]);
            expect(ledger.held()[0]?.amount.completionTokens).toBeGreaterThanOrEqual(8);
          },
        ),
    );

    it.each([301, 302, 303, 307, 308])(
      "follows no redirect (%i): another host is never sent the user's words",
      async (status) => {
        const elsewhere = await provider.serve({ reply });
        const location = `${elsewhere.url}/chat?${encodeURIComponent(words)}`;
        await using({ fault: { kind: "status", status, headers: { location } } }, async ({ steadfast, server }) => {
          const error = await faultOf(collect(steadfast, secretRequest()));
          expect(error).toMatchObject({ code: "rejected", retryable: false });
          expect(error.message).toMatch(/_BASE_URL|OLLAMA_HOST/);
          expect(error.message).toContain(new URL(server.url).host);
          expect(everythingIn(error)).not.toContain(new URL(elsewhere.url).host);
          expect(decodeURIComponent(everythingIn(error))).not.toContain(words);
          expect(server.requests).toHaveLength(1);
        });
        expect(elsewhere.requests).toHaveLength(0);
        await elsewhere.close();
      },
    );

    it("asks no second time where a model reasoned until there was no room for a word", () =>
      using(
        { reasoning: "They ask how I am. ".repeat(4), fault: { kind: "length", after: 5 } },
        async ({ connection }) => {
          const { fault, usage } = await until(connection);
          expect(fault).toMatchObject({ code: "empty", retryable: false });
          expect(usage).toMatchObject({ isCut: true });
        },
      ));

    it("reads a reply that drips, however long it takes, as long as no pause is too long", async () => {
      const timers = virtualTimers();
      const held: { piece: number; send: () => void }[] = [];
      const hold = (piece: number) => new Promise<void>((send) => held.push({ piece, send }));
      const server = await provider.serve({ reply: "drop by drop", chunking: { units: 1, hold } });
      const parts: ChatPart[] = [];
      let isOver = false;
      const read = async () => {
        for await (const part of provider.connect(server.url, timers).chat(chatRequest(), {})) parts.push(part);
      };
      const reading = read().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await settle();
        const next = held[0];
        // Some wires begin with a piece that is no text: of those before this one all but one have arrived.
        if (next === undefined || parts.length < next.piece - 1) continue;
        held.shift();
        await timers.advance(7000);
        next.send();
      }
      await reading;
      expect(textOf(parts)).toBe("drop by drop");
      expect(timers.elapsed()).toBeGreaterThan(80_000);
      await server.close();
    });

    it("hangs up on a reply that goes far beyond what was asked for, and keeps what came as a cut one", () =>
      using({ fault: { kind: "gigantic" } }, async ({ connection, server }) => {
        const parts = await collect(connection, chatRequest({ maxTokens: 64 }));
        expect(textOf(parts).length).toBeLessThan(64 * 16 + 4096 + 100);
        expect(parts.at(-1)).toMatchObject({ type: "usage", isCut: true, isEstimated: true });
        expect(await server.requests[0]?.ended).toBe("cut");
      }));

    it("passes on what a gateway sent twice: nothing tells it from a model that says the same twice", () =>
      using(
        { reply: "ha ha", chunking: { units: 3 }, fault: { kind: "duplicate", piece: 1 } },
        async ({ connection }) => {
          expect(textOf(await collect(connection))).toMatch(/^ha (ha )?ha(ha)?$/);
        },
      ));

    it("never shows a key, a prompt or a reply in an error", async () => {
      const leaky: Fault[] = [
        { kind: "status", status: 400, body: JSON.stringify({ error: { message: words, code: words } }) },
        {
          kind: "status",
          status: 401,
          body: `{"error":{"message":"bad key ${provider.secret}","code":"${provider.secret}"}}`,
        },
        { kind: "status", status: 500, body: words },
        { kind: "malformed", after: 0 },
        { kind: "malformed", after: 3 },
        { kind: "error", after: 0, message: words },
        { kind: "error", after: 3, message: words },
      ];
      for (const fault of leaky) {
        await using({ reply: `${words} and more`, fault }, async ({ connection }) => {
          const shown = everythingIn(await faultOf(collect(connection, secretRequest())));
          expect(shown).not.toContain(words);
          expect(shown).not.toContain("the secret");
          if (provider.secret !== undefined) expect(shown).not.toContain(provider.secret);
        });
      }
    });
  });
};
