import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { replyTo, units } from "../../bench/soak-words.ts";
import { syntheticMessage } from "../../bench/synthetic-examples.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { type FakeServer, type Fault, refusingUrl } from "../servers/fake-server.ts";
import { startFakeOpenAi, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { everyFault, type FaultName, faultNames } from "../servers/seeded-faults.ts";
import { jsonLines, sandbox } from "./program.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

/**
 * What a user gets where the first connection fails so: its whole reply (`whole`), what it had said up to the last
 * sentence that was shown (`cut`), or the next connection's reply, and the code of the fault that led there.
 */
const expected: Record<Exclude<FaultName, "429 for an hour">, "whole" | "cut" | string> = {
  "401": "unauthorized",
  "402": "rejected",
  "404 model": "not-found",
  "408": "timeout",
  "413": "rejected",
  "429": "rate-limited",
  "429 with seconds": "rate-limited",
  "429 with a date": "rate-limited",
  "500": "server",
  "503": "server",
  "web page": "malformed",
  hang: "timeout",
  "hang after headers": "timeout",
  "hang within": "cut",
  reset: "unreachable",
  "broken at once": "unreachable",
  "broken within": "cut",
  "slow drip": "whole",
  "no end": "cut",
  "ended within": "cut",
  "malformed at once": "malformed",
  "malformed within": "cut",
  "error at once": "server",
  "error within": "cut",
  "half a character at once": "malformed",
  "half a character within": "cut",
  "two ends": "whole",
  "never closes": "whole",
  gigantic: "cut",
  "endless line": "malformed",
  duplicate: "whole",
  empty: "empty",
  "cut by length": "cut",
  "content filter": "cut",
  refusal: "refused",
};
const names = faultNames.filter((name): name is keyof typeof expected => name in expected);

const said = names.map((_, place) => syntheticMessage(7000 + place));
const things = "kettle,ribbon,window,camera,steam,rain,roof,light,ferry,bread,letter,cup,song,shop,key,morning".split(
  ",",
);
/** Its first sentence ends well before the faults "within" it, and passes the gate as soon as the next one begins. */
const replyFor = (message: string): string => {
  const place = said.indexOf(message);
  const [one = "", other = ""] = [things[place % things.length], things[(place * 5 + 3) % things.length]];
  return `I like the ${one} and the ${other}. ${replyTo(message)} ${replyTo(`${message} `)}`;
};

type Asked = { readonly messages: readonly { readonly role: string; readonly content: string }[] };
type Options = {
  reply: (body: Asked) => string;
  chunking: { units: number };
  fault?: (request: number) => Fault | undefined;
};

const dialects: Record<string, (options: Options) => Promise<FakeServer<unknown>>> = {
  together: startFakeTogether,
  openai: startFakeOpenAi,
  ollama: startFakeOllama,
};

const options = { reply: ({ messages }: Asked) => replyFor(readPrompt({ messages }).message), chunking: { units } };

/** Events by turn of a conversation over these connections, asked in their order. */
const talk = async (name: string, connections: Record<string, object>, said: readonly string[]) => {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const file = { connections, roles: { reply: Object.keys(connections) } };
  writeFileSync(join(cwd, "understudy.yaml"), JSON.stringify(file));
  const { stdout, stderr } = await run(["chat", "--json", "--max-turns", "0"], {
    cwd,
    input: said.join("\n"),
    env: { A_KEY: "secret-key-0123", UNDERSTUDY_HOME: join(cwd, "home") },
  });
  const turns: TurnEvent[][] = [];
  for (const event of jsonLines<TurnEvent>(stdout)) {
    turns[event.turn - 1] ??= [];
    turns[event.turn - 1]?.push(event);
  }
  return { turns, stderr };
};

const outcomeOf = (events: readonly TurnEvent[], message: string): string => {
  const last = events.findLast((event) => event.type === "reply" || event.type === "error");
  if (last?.type !== "reply") return `${last?.type}`;
  const usage = events.find((event) => event.type === "usage");
  if (last.ended === "cut-by-connection") {
    const isBeginning = replyFor(message).repeat(9).startsWith(last.text.slice(0, 300));
    return usage?.connection === "faulty" && isBeginning ? "cut" : `cut, ${usage?.connection}: ${last.text}`;
  }
  if (usage?.connection === "faulty") return "whole";
  const retry = events.find((event) => event.type === "retry");
  return last.text === replyFor(message) && retry?.lm === "openai:fake"
    ? `${retry.code}`
    : `another reply: ${last.text}`;
};

describe.concurrent("a connection that fails", { timeout: 120_000 }, () => {
  it.each(Object.keys(dialects))(
    "over the wire of %s, in any way, leaves no message without an answer",
    async (dialect) => {
      const start = dialects[dialect] ?? startFakeOpenAi;
      const faulty = await start({ ...options, fault: (request: number) => everyFault[names[request] ?? "500"] });
      const sound = await startFakeOpenAi(options);
      const key = dialect === "ollama" ? {} : { key: "A_KEY" };
      try {
        const { turns, stderr } = await talk(
          dialect,
          {
            faulty: {
              ...{ provider: dialect, model: "fake", base_url: faulty.url, ...key, retries: 0 },
              ...{ timeouts: { first_token: 1, between_tokens: 0.5 }, breaker: { failures: 1000 } },
            },
            sound: { provider: "openai", model: "fake", base_url: sound.url, key: "A_KEY" },
          },
          said,
        );
        const outcomes = names.map((name, place) => {
          const outcome = outcomeOf(turns[place] ?? [], said[place] ?? "");
          // With the connection is lost what the client had not read yet, be it all.
          return [name, name === "broken within" && outcome === "unreachable" ? "cut" : outcome];
        });
        // Ollama has no filter: where the others stop, it ends.
        const differs = dialect === "ollama" ? { "content filter": "whole" } : {};
        expect(Object.fromEntries(outcomes), stderr).toEqual({ ...expected, ...differs });
        const shown = JSON.stringify(turns) + stderr;
        expect(shown).not.toContain("the secret");
        expect(shown).not.toContain("language model");
        expect(shown).not.toContain("secret-key-0123");
      } finally {
        await faulty.close();
        await sound.close();
      }
    },
  );

  it("is passed over once it has failed often, or asks not to be asked", async () => {
    const busy = await startFakeTogether({ ...options, fault: everyFault["429 for an hour"] });
    const sound = await startFakeOpenAi(options);
    try {
      const some = said.slice(0, 7);
      const { turns } = await talk(
        "passed-over",
        {
          gone: { provider: "ollama", model: "fake", base_url: await refusingUrl(), retries: 0 },
          busy: { provider: "together", model: "fake", base_url: busy.url, key: "A_KEY" },
          sound: { provider: "openai", model: "fake", base_url: sound.url, key: "A_KEY" },
        },
        some,
      );
      expect(turns.map((events) => events.find((event) => event.type === "reply")?.text)).toEqual(some.map(replyFor));
      const decisions = turns.map((events) =>
        events.flatMap((event) => (event.type === "connection" ? [`${event.lm} ${event.decision}`] : [])),
      );
      expect(decisions[0]).toEqual([]);
      expect(decisions[4]).toEqual(["ollama:fake breaker-opened", "together:fake skipped"]);
      expect(decisions[5]).toEqual(["ollama:fake skipped", "together:fake skipped"]);
      expect(busy.requests).toHaveLength(1);
    } finally {
      await busy.close();
      await sound.close();
    }
  });
});
