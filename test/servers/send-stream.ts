import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { OpenBill } from "./bill.ts";
import { type Fault, refusalWords } from "./fault.ts";

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

/** Why a reply ended, in OpenAI's words. */
export type Finish = "stop" | "length" | "content_filter";

/** The wire format of one reply. */
export type Wire = {
  readonly contentType: string;
  /** Sent before everything: its own piece where there is one. */
  readonly opening?: string;
  reasoning(text: string): string;
  text(text: string): string;
  /** What ends a reply. `bill`: told where the server tells it. */
  end(finish: Finish, bill: OpenBill): string;
  readonly malformed: string;
  error(message: string): string;
  /** Whether its end tells what it cost. */
  readonly tells: boolean;
};

/** What is said in a stream. */
export type Said = { readonly reply: string; readonly reasoning?: string | undefined };

type Piece = { readonly data: string; readonly text: string };

/** Sends a stream, cut into writes as `chunking` says, with its fault where it has one, and bills it. */
export const sendStream = async (
  response: ServerResponse,
  wire: Wire,
  said: Said,
  { fault, bill, chunking = {} }: { fault: Fault | undefined; bill: OpenBill; chunking?: Chunking | undefined },
): Promise<void> => {
  const write = (data: string | Uint8Array) => writeInBits(response, data, chunking.bytes);
  const send = async ({ data, text }: Piece) => {
    if (response.destroyed) return;
    bill.sent(text);
    await write(data);
  };
  const end = async (finish: Finish = "stop") => {
    if (response.destroyed) return;
    const data = wire.end(finish, bill);
    if (wire.tells) bill.tell();
    await write(data);
  };
  response.writeHead(200, { "content-type": wire.contentType });
  response.flushHeaders();
  if (fault?.kind === "endless-line") {
    await write("x".repeat(fault.bytes));
    return;
  }
  const pieces = piecesOf(wire, said, fault, chunking);
  const count = fault !== undefined && "after" in fault ? fault.after : pieces.length;
  const from = performance.now();
  for (const [at, piece] of pieces.slice(0, count).entries()) {
    if (chunking.pace !== undefined) await wait(from + (1000 * at) / chunking.pace - performance.now());
    if (fault?.kind === "drip") await wait(fault.ms);
    await chunking.hold?.(at);
    await send(piece);
    if (fault?.kind === "duplicate" && at === fault.piece) await send(piece);
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
      await write(wire.malformed + wire.end("stop", bill));
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
    case "gigantic":
      await sendForEver(response, pieces, send);
      return;
    case "never-closes":
      await end();
      return;
    case "two-ends":
      await end();
      await write((pieces[0]?.data ?? "") + wire.end("stop", bill));
      response.end();
      return;
    case "length":
      await end("length");
      response.end();
      return;
    case "content-filter":
      await end("content_filter");
      response.end();
      return;
    default:
      await end();
      response.end();
  }
};

const piecesOf = (wire: Wire, said: Said, fault: Fault | undefined, { units }: Chunking): readonly Piece[] => {
  const reply = fault?.kind === "empty" ? "" : fault?.kind === "refusal" ? (fault.text ?? refusalWords) : said.reply;
  return [
    ...(wire.opening === undefined ? [] : [{ data: wire.opening, text: "" }]),
    ...inPieces(said.reasoning ?? "", 8).map((text) => ({ data: wire.reasoning(text), text })),
    ...inPieces(reply, units).map((text) => ({ data: wire.text(text), text })),
  ];
};

/** As fast as the client takes it, and no faster: what it does not take must not pile up here. */
const sendForEver = async (
  response: ServerResponse,
  pieces: readonly Piece[],
  send: (piece: Piece) => Promise<void>,
): Promise<void> => {
  while (!response.destroyed) {
    for (const piece of pieces) await send(piece);
    if (response.writableNeedDrain) {
      await new Promise<void>((go) => {
        response.once("drain", go).once("close", go);
      });
      response.removeAllListeners("drain");
    }
    await new Promise((resolve) => setImmediate(resolve));
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
