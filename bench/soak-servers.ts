import { startFakeOllama } from "../test/servers/fake-ollama.ts";
import type { FakeServer } from "../test/servers/fake-server.ts";
import { startFakeOpenAi, startFakeTogether } from "../test/servers/fake-together.ts";
import { readPrompt } from "../test/servers/read-prompt.ts";
import { type FaultName, faultNames, faultOfRequest, seededFaults } from "../test/servers/seeded-faults.ts";
import { replyTo, units } from "./soak-words.ts";

export type SoakServer = Pick<FakeServer<unknown>, "url" | "bills" | "billed" | "openConnections" | "close"> & {
  /** Its connection's name in understudy.yaml, and what kind of server it is. */
  readonly name: string;
  readonly provider: "together" | "openai" | "ollama";
  faultOf(request: number): FaultName | undefined;
  /** Requests so far, and by the name of their fault those that had one. */
  asked(): { readonly requests: number; readonly faults: ReadonlyMap<FaultName, number> };
};

/** All but the wish not to be asked for an hour: it would be heeded, and nothing more be seen of that server. */
const kinds = faultNames.filter((name) => name !== "429 for an hour");

type Asked = { readonly messages: readonly { readonly role: string; readonly content: string }[] };

/** A server of each dialect; `share` (0–1) of the requests of each fail, in every way there is. */
export const startSoakServers = async ({
  seed,
  share,
}: {
  readonly seed: number;
  readonly share: number;
}): Promise<readonly SoakServer[]> => {
  const reply = ({ messages }: Asked) => replyTo(readPrompt({ messages }).message);
  const start = async (
    place: number,
    name: string,
    provider: SoakServer["provider"],
    open: (options: {
      reply: typeof reply;
      chunking: { units: number };
      fault: ReturnType<typeof seededFaults>;
    }) => Promise<FakeServer<unknown>>,
  ): Promise<SoakServer> => {
    const plan = { seed: seed * 10 + place, share, kinds };
    const server = await open({ reply, chunking: { units }, fault: seededFaults(plan) });
    const faultOf = (request: number) => faultOfRequest({ ...plan, request });
    const asked = () => {
      const faults = new Map<FaultName, number>();
      for (let request = 0; request < server.requests.length; request++) {
        const fault = faultOf(request);
        if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
      }
      return { requests: server.requests.length, faults };
    };
    return { ...server, name, provider, asked, faultOf };
  };
  return Promise.all([
    start(1, "first", "together", startFakeTogether),
    start(2, "second", "openai", startFakeOpenAi),
    start(3, "third", "ollama", startFakeOllama),
  ]);
};
