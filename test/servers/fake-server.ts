import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** What goes wrong with one request. `after` counts pieces of the reply that are sent whole before it does. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Sends headers and some pieces, then nothing more. */
  | { readonly kind: "stall"; readonly after: number }
  /** Cuts the connection in mid-stream; what was sent just before may be lost with it (see also `stall` and `drop`). */
  | { readonly kind: "break"; readonly after: number }
  /** Ends the answer properly, but without its finish and end mark. */
  | { readonly kind: "truncate"; readonly after: number }
  /** Sends a line that is not JSON. */
  | { readonly kind: "malformed"; readonly after: number }
  /** Sends an error in the stream, as the real server words it. */
  | { readonly kind: "error"; readonly after: number; readonly message?: string }
  /** Sends a line that never ends, `bytes` long. */
  | { readonly kind: "endless-line"; readonly bytes: number }
  /** Ends the stream in the middle of a character of several bytes. */
  | { readonly kind: "half-character"; readonly after: number }
  /** Sends everything, and the end mark twice with more text between. */
  | { readonly kind: "two-ends" }
  /** Sends everything including the end mark, and never closes. */
  | { readonly kind: "never-closes" }
  | { readonly kind: "web-page" };

export type Chunking = {
  /** UTF-16 units of the reply in one piece. @default 4 */
  readonly units?: number;
  /** Bytes of the body in one write. @default one piece of the reply a write */
  readonly bytes?: number;
  /** Pieces of the reply a second, at most. @default as many as the connection takes */
  readonly pace?: number;
  /** Waited for before each piece, by its place from 0: a test lets a stream go on when it has seen enough. */
  readonly hold?: (piece: number) => Promise<void> | undefined;
};

export type Recorded<Body> = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** `whole`: the answer was sent to its end; `cut`: the client hung up before. */
  readonly ended: Promise<"whole" | "cut">;
};

export type FakeServer<Body> = {
  /** What a client is pointed to. */
  readonly url: string;
  readonly requests: readonly Recorded<Body>[];
  /** TCP connections opened so far. */
  connections(): number;
  /** Cuts all connections; goes on serving new ones. */
  drop(): void;
  close(): Promise<void>;
};

/** A fault for every request, for some of them (by number, from 0), or for none. */
export type Faults<Body> = Fault | ((request: number, body: Body) => Fault | undefined);

type Answer<Body> = (exchange: {
  path: string;
  body: Body;
  fault: Fault | undefined;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
}) => Promise<void>;

/** A server on a free port of 127.0.0.1 that records what it is asked; `answer` speaks the wire format. */
export const startFakeServer = async <Body>(
  settings: { readonly path: string; readonly fault?: Faults<Body> | undefined },
  answer: Answer<Body>,
): Promise<FakeServer<Body>> => {
  const requests: Recorded<Body>[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void receive(request, response).catch(() => response.destroy());
  });
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    const body = (await readJson(request)) as Body; // a fake trusts its own client
    const fault = typeof settings.fault === "function" ? settings.fault(requests.length, body) : settings.fault;
    const ended = new Promise<"whole" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "whole" : "cut"));
    });
    requests.push({ path, headers: request.headers, body, ended });
    response.socket?.setNoDelay(true);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "status") {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      response.end(fault.body ?? JSON.stringify({ error: { message: `status ${fault.status}` } }));
      return;
    }
    if (fault?.kind === "web-page") {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
      return;
    }
    await answer({ path, body, fault, headers: request.headers, response });
  };
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}${settings.path}`,
    requests,
    connections: () => connections,
    drop: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** The address of a port that nobody listens on. */
export const refusingUrl = async (): Promise<string> => {
  const server = await startFakeServer({ path: "" }, async () => {});
  await server.close();
  return server.url;
};

/** The stream of one reply: each piece as the wire has it, what ends it, and what a broken one holds. */
export type Wire = {
  readonly contentType: string;
  readonly pieces: readonly string[];
  readonly end: string;
  readonly malformed: string;
  error(message: string): string;
};

/** Sends a stream, cut into writes as `chunking` says, with its fault where it has one. */
export const sendStream = async (
  response: ServerResponse,
  wire: Wire,
  fault: Fault | undefined,
  chunking: Chunking = {},
): Promise<void> => {
  const write = (data: string | Uint8Array) => writeInBits(response, data, chunking.bytes);
  response.writeHead(200, { "content-type": wire.contentType });
  response.flushHeaders();
  if (fault?.kind === "endless-line") {
    await write("x".repeat(fault.bytes));
    return;
  }
  const count = fault !== undefined && "after" in fault ? fault.after : wire.pieces.length;
  const from = performance.now();
  for (const [at, piece] of wire.pieces.slice(0, count).entries()) {
    if (chunking.pace !== undefined) await wait(from + (1000 * at) / chunking.pace - performance.now());
    await chunking.hold?.(at);
    await write(piece);
  }
  switch (fault?.kind) {
    case "stall":
      return;
    case "break":
      response.destroy();
      return;
    case "truncate":
      response.end();
      return;
    case "malformed":
      await write(wire.malformed + wire.end);
      response.end();
      return;
    case "error":
      await write(wire.error(fault.message ?? "the model stopped working"));
      response.end();
      return;
    case "half-character":
      await write(Buffer.from(wire.malformed.replace(/\s*$/, "é")).subarray(0, -1));
      response.end();
      return;
    case "never-closes":
      await write(wire.end);
      return;
    case "two-ends":
      await write(wire.end + (wire.pieces[0] ?? "") + wire.end);
      response.end();
      return;
    default:
      await write(wire.end);
      response.end();
  }
};

const writeInBits = async (response: ServerResponse, data: string | Uint8Array, bytes: number | undefined) => {
  const all = Buffer.from(data as string); // Buffer.from takes either
  const size = bytes ?? Math.max(1, all.length);
  for (let at = 0; at < all.length && !response.destroyed; at += size) {
    response.write(all.subarray(at, at + size));
    // A turn of the event loop for each, so that the writes leave one by one.
    if (bytes !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
};

/** A text in pieces of `units` UTF-16 units; surrogate pairs may be cut, as JSON escapes carry them. */
export const inPieces = (text: string, units = 4): string[] =>
  Array.from({ length: Math.ceil(text.length / units) }, (_, index) => text.slice(index * units, (index + 1) * units));

/** A vector that depends on the text alone; not of unit length. */
export const fakeVector = (text: string, dimensions: number): number[] => {
  let state = 2166136261;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 16777619);
  return Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9;
    return ((state >>> 0) / 2 ** 32 - 0.5) * 7;
  });
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
};
