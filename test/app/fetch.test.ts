import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import { startFakeTogether } from "../servers/fake-together.ts";

describe("createFetch", () => {
  it("gives up on a server that takes the connection and never shakes hands", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const { fetch, close } = createFetch({ connectMs: 1 });
    await expect(fetch(`https://127.0.0.1:${port}/v1`)).rejects.toMatchObject({
      cause: { code: "UND_ERR_CONNECT_TIMEOUT" },
    });
    await close();
    server.close();
  });

  it("ends the connections that it kept open when it is closed", async () => {
    const server = await startFakeTogether({ fault: { kind: "hang" } });
    const { fetch, close } = createFetch();
    const answer = fetch(`${server.url}/models`).then(
      () => "answered",
      () => "ended",
    );
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await close();
    expect(await answer).toBe("ended");
    expect(await server.requests[0]?.ended).toBe("cut");
    await server.close();
  });
});
