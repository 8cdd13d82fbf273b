import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands before a server and keeps those waiting who connect, until it is told to let them through. */
export type Doorkeeper = {
  /** What a client is pointed to. */
  readonly url: string;
  /** Settles when the first client is waiting. */
  readonly knocked: Promise<void>;
  letThrough(): void;
  close(): Promise<void>;
};

export const holdConnections = async (serverUrl: string): Promise<Doorkeeper> => {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let letThrough = () => {};
  const open = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const server = createServer({ pauseOnConnect: true });
  const knocked = once(server, "connection").then(() => {});
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // who hangs up while waiting is no fault of the test
    socket.once("close", () => sockets.delete(socket));
  };
  server.on("connection", async (client) => {
    keep(client);
    await open;
    const upstream = connect(Number(port), hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${address.port}`,
    knocked,
    letThrough: () => letThrough(),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
