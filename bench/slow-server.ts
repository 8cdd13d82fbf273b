// A Together server in a process of its own, whose work is not the program's: prints its address, and answers after the
// milliseconds that it was started with.
import { setTimeout as wait } from "node:timers/promises";
import { startFakeTogether } from "../test/servers/fake-together.ts";
import { instantReply } from "./bench-parts.ts";

const latency = Number(process.argv[2]);
const server = await startFakeTogether({
  reply: async () => {
    await wait(latency);
    return instantReply.join("");
  },
  chunking: { units: 16 },
});
process.stdout.write(`${server.url}\n`);
