import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type GateServer = {
  readonly url: string;
  /** Requests that were let through, by their bodies, and those that were not. */
  readonly passed: readonly string[];
  readonly held: readonly string[];
  /** Resolves once `count` requests are held. */
  holding(count: number): Promise<void>;
  close(): Promise<void>;
};

/** Stands before a model server, and leaves requests that `passes` does not let through without an answer. */
export const startGateServer = async (target: string, passes: (request: number) => boolean): Promise<GateServer> => {
  const passed: string[] = [];
  const held: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (!passes(passed.length + held.length)) {
      held.push(body);
      for (const look of waiting) look();
      return;
    }
    passed.push(body);
    const path = new URL(target).origin + (request.url ?? "");
    const answer = await fetch(path, {
      method: request.method ?? "POST",
      body,
      headers: {
        "content-type": "application/json",
        authorization: request.headers.authorization ?? "",
      },
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    passed,
    held,
    holding: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (held.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
