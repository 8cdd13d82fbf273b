import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Bill, type Billed, type OpenBill, openBills } from "./bill.ts";
import type { Fault, Faults } from "./fault.ts";

export type { Fault, Faults } from "./fault.ts";
export { type Chunking, inPieces } from "./send-stream.ts";

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
  /** Those that are open now. */
  openConnections(): number;
  /** What it charges for, in calls and tokens, and how much of that it told. */
  billed(): Billed;
  /** The same, call by call. */
  bills(): readonly Bill[];
  /** Cuts all connections; goes on serving new ones. */
  drop(): void;
  close(): Promise<void>;
};

type Answer<Body> = (exchange: {
  path: string;
  body: Body;
  fault: Fault | undefined;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
  /** Opens the bill of a request that is answered. */
  bill: (model: string, prompt: readonly string[]) => OpenBill;
}) => Promise<void>;

/** A server on a free port of 127.0.0.1 that records what it is asked; `answer` speaks the wire format. */
export const startFakeServer = async <Body>(
  settings: {
    readonly path: string;
    readonly fault?: Faults<Body> | undefined;
    /** Connections (by number, from 0) that are reset as soon as they are accepted. */
    readonly resets?: ((connection: number) => boolean) | undefined;
  },
  answer: Answer<Body>,
): Promise<FakeServer<Body>> => {
  const requests: Recorded<Body>[] = [];
  const bills = openBills();
  let [connections, opened] = [0, 0];
  const server = createServer((request, response) => {
    void receive(request, response).catch(() => response.destroy());
  });
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    const body = (await readJson(request)) as Body; // a fake trusts its own client
    const number = requests.length;
    const fault = typeof settings.fault === "function" ? settings.fault(number, body) : settings.fault;
    const ended = new Promise<"whole" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "whole" : "cut"));
    });
    requests.push({ path, headers: request.headers, body, ended });
    response.socket?.setNoDelay(true);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset") return void request.socket.resetAndDestroy();
    if (fault?.kind === "status") {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      response.end(fault.body ?? JSON.stringify({ error: { message: `status ${fault.status}` } }));
      return;
    }
    if (fault?.kind === "web-page") {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
      return;
    }
    const bill = (model: string, prompt: readonly string[]) => bills.open({ request: number, model, prompt });
    await answer({ path, body, fault, headers: request.headers, response, bill });
  };
  server.on("connection", (socket) => {
    const number = connections++;
    if (settings.resets?.(number)) return void socket.resetAndDestroy();
    opened++;
    socket.once("close", () => opened--);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}${settings.path}`,
    requests,
    connections: () => connections,
    openConnections: () => opened,
    billed: bills.billed,
    bills: bills.bills,
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
