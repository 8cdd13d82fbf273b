import { syntheticMessage } from "./synthetic-examples.ts";
import { benchChat, benchUnderstudy } from "./turn.ts";

const { understudy } = await benchUnderstudy(1000);
const chat = await benchChat(understudy);
/** One for the whole run, as a pipe has it. */
const { signal } = new AbortController();

/** After what is still pending has run: what waits for it is no leak. */
const heap = async () => {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
};

const talk = async (turns: number) => {
  for (let turn = 0; turn < turns; turn++) {
    for await (const _ of chat.send(syntheticMessage(turn), { signal }));
  }
  return heap();
};

const early = await talk(100);
const late = await talk(900);
process.stdout.write(JSON.stringify({ early, late }));
