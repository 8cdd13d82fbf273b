import { describe, expect, test } from "vitest";
import { breathe, breatheIfDue, breathing, inPieces } from "../../app/breathe.ts";
import { loadConversations } from "../../app/load-conversations.ts";
import { loadPersona } from "../../app/load-persona.ts";
import { defaultPersonaPath } from "../../app/paths.ts";
import { personaGuards } from "../../app/persona-guards.ts";
import { allow } from "../../brain/core/turn.ts";
import type { Steps } from "../../guards/steps.ts";

/** How often the event loop turned while `work` was done, and what came of it. */
const turnsDuring = async <Result>(work: () => Promise<Result>): Promise<{ turns: number; result: Result }> => {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const result = await work();
  isOver = true;
  return { turns, result };
};

const workFor = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe("keys are seen while a chat loads", () => {
  test("between the parts of the guards, whose finders are made by then", async () => {
    const file = await loadPersona(defaultPersonaPath());
    const { turns, result } = await turnsDuring(() => personaGuards(file));
    expect(turns).toBeGreaterThan(5);
    const answers = result.outputs.map((guard) => guard.check({ text: "add me on snapchat", shown: "" }));
    expect(await Promise.all(answers)).toContainEqual(expect.objectContaining({ category: "social-platforms" }));
  });

  test("between the examples of a file", async () => {
    const path = new URL("../../training_data/conversations.json", import.meta.url).pathname;
    const { turns } = await turnsDuring(() => loadConversations(path));
    expect(turns).toBeGreaterThan(2);
  });
});

describe("long work is parted", () => {
  function* steps(): Steps<string> {
    for (let piece = 0; piece < 4; piece++) {
      workFor(10);
      yield;
    }
    return "done";
  }

  test("after each piece that took its time", async () => {
    const { turns, result } = await turnsDuring(() => inPieces(steps()));
    expect(result).toBe("done");
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  test("also where several wait at the same time", async () => {
    workFor(10);
    const { turns } = await turnsDuring(() =>
      Promise.all(
        [1, 2, 3].map(async () => {
          await breatheIfDue();
          workFor(10);
        }),
      ),
    );
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test("and a guard that is asked right after a turn answers at once", async () => {
    const guard = breathing({ name: "any", near: true, check: (_: string) => allow });
    await breathe();
    expect(guard.check("")).toBe(allow);
    workFor(10);
    expect(await guard.check("")).toBe(allow);
    expect(guard.near).toBe(true);
  });
});
