import { type Session, startSession } from "../brain/core/session.ts";
import { runTurn } from "../brain/run-turn.ts";
import { syntheticMessage } from "./synthetic-examples.ts";
import { benchUnderstudy } from "./turn.ts";

const { understudy } = await benchUnderstudy(1000);
let session: Session = startSession("bench", new Date().toISOString());
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
    const stream = runTurn(understudy, session, syntheticMessage(turn));
    let next = await stream.next();
    while (!next.done) next = await stream.next();
    session = next.value;
  }
  return heap();
};

const early = await talk(100);
const late = await talk(900);
process.stdout.write(JSON.stringify({ early, late }));
