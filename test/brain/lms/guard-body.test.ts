import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LmError } from "../../../brain/core/errors.ts";
import { type Framing, guardBody } from "../../../brain/lms/guard-body.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const run = async (framing: Framing, chunks: readonly Uint8Array[]) => {
  let ended = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const guarded = guardBody(body, {
    framing,
    malformed: (what) => new LmError("malformed", what, { retryable: true }),
    onEnd: () => {
      ended = true;
    },
  });
  const text = await new Response(guarded).text();
  return { text, ended };
};

const split = (text: string, at: readonly number[]) => {
  const all = bytes(text);
  const places = [0, ...at.map((place) => place % (all.length + 1)).sort((a, b) => a - b), all.length];
  return places.slice(1).map((end, index) => all.subarray(places[index], end));
};

describe("guardBody", () => {
  it("gives the same lines however the bytes are cut", async () => {
    const events = 'data: {"a":"é😀"}\r\n\r\n: hello\n\ndata: {"b":2}\n\ndata: [DONE]\n\ndata: {"late":1}\n\n';
    const lines = '{"a":"é😀"}\n\n{"b":2}\n{"done":true}\n{"late":1}\n';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 40 }), async (at) => {
        expect(await run("server-events", split(events, at))).toEqual({
          text: 'data: {"a":"é😀"}\r\n\r\n: hello\n\ndata: {"b":2}\n\ndata: [DONE]\n\n\n',
          ended: true,
        });
        expect(await run("json-lines", split(lines, at))).toEqual({
          text: '{"a":"é😀"}\n{"b":2}\n{"done":true}\n',
          ended: true,
        });
      }),
    );
  });

  it("passes a last line without a line break on", async () => {
    expect(await run("json-lines", [bytes('{"a":1}\n{"done":true}')])).toEqual({
      text: '{"a":1}\n{"done":true}',
      ended: true,
    });
  });

  it.each(["not json", "[1]", "null", '"text"', '{"a":'])(
    "refuses the line %s where JSON objects are due",
    async (line) => {
      await expect(run("json-lines", [bytes(`{"a":1}\n${line}\n`)])).rejects.toMatchObject({ code: "malformed" });
    },
  );

  it("refuses a line of more than a megabyte, and takes one of half of that", async () => {
    const piece = bytes("x".repeat(1 << 16));
    const endless = Array.from({ length: 17 }, () => piece);
    await expect(run("server-events", endless)).rejects.toMatchObject({ code: "malformed" });
    expect((await run("server-events", endless.slice(0, 8))).text).toHaveLength(1 << 19);
  });

  it("lets one long line of JSON through where no lines are due", async () => {
    const long = Array.from({ length: 40 }, () => bytes("x".repeat(1 << 16)));
    expect((await run("json", long)).text).toHaveLength(40 << 16);
  });
});
