import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { describeEvent } from "../../../../cli/terminal/inspector/describe-event.ts";
import { sampleTurn } from "../sample-turn.ts";

const of = { turn: 3 };
const toldOf = (events: readonly TurnEvent[], lm?: string) =>
  events.flatMap((event, at) => describeEvent(event, { events: events.slice(0, at), lm })?.text ?? []);
const block: TurnEvent = {
  ...{ type: "guard", ...of, side: "output", guard: "links", action: "block", category: "links" },
  ...{ reason: "gives a web address", attempt: 1 },
};
const retry = (lm: string, reason = "links: gives a web address"): TurnEvent => ({
  ...{ type: "retry", ...of, attempt: 2, reason, lm },
});

describe("describeEvent", () => {
  it("tells a block together with what it led to, in one line", () => {
    expect(toldOf([block, retry("ollama:a")], "ollama:a")).toEqual([
      "↻ reply blocked by links: gives a web address; asking again (attempt 2)",
    ]);
    expect(toldOf([block, retry("ollama:b")], "ollama:a")).toEqual([
      "↻ reply blocked by links: gives a web address; asking ollama:b instead (attempt 2)",
    ]);
    expect(toldOf([block, retry("safe replies")], "ollama:a")).toEqual([
      "↻ reply blocked by links: gives a web address; a safe reply takes its place",
    ]);
    const cut: TurnEvent = { type: "reply", ...of, text: "Yes.", by: "model", ended: "cut-by-guard" };
    expect(toldOf([block, cut])).toEqual(["! cut here: what came next was blocked by links: gives a web address"]);
  });

  it("names the most severe of several verdicts", () => {
    const other: TurnEvent = { ...block, guard: "crudeness", category: "crudeness" } as TurnEvent;
    expect(toldOf([block, other, retry("ollama:a")], "ollama:a")).toEqual([
      "↻ reply blocked by links: gives a web address; asking again (attempt 2)",
    ]);
  });

  it("tells of a pause of 2 s or more, and of a fault that another model makes good", () => {
    const wait = (ms: number): TurnEvent => ({
      ...{
        type: "wait",
        ...of,
        lm: "together:x",
        attempt: 2,
        attempts: 3,
        reason: "Together limits how often it is asked",
        ms,
      },
    });
    expect(toldOf([wait(1999), wait(4000)])).toEqual([
      "↻ Together limits how often it is asked; asking again in 4.0 s",
    ]);
    const down = "Ollama cannot be reached at localhost: is it running, and is OLLAMA_HOST right?";
    expect(toldOf([retry("ollama:b", down)], "ollama:a")).toEqual([
      "↻ Ollama cannot be reached at localhost; asking ollama:b instead (attempt 2)",
    ]);
  });

  it("tells of a connection that broke that what was said stays", () => {
    const broken: TurnEvent = { type: "reply", ...of, text: "Yes.", by: "model", ended: "cut-by-connection" };
    expect(toldOf([broken])).toEqual(["! the connection broke; what was said stays"]);
  });

  it("tells of guards of the message, of a long message and of errors, and passes over the rest", () => {
    const steer: TurnEvent = {
      ...{ type: "guard", ...of, side: "input", guard: "crisis", action: "steer", category: "crisis", attempt: 0 },
    };
    const mask: TurnEvent = { ...steer, action: "mask", category: "personal-data", reason: "holds\nan e-mail" };
    const long: TurnEvent = { type: "turn", ...of, session: "s", at: "", message: "abc", cutFrom: 5 };
    const error = (code: string): TurnEvent => ({ type: "error", ...of, code, message: "No answer.", shown: "" });
    expect(toldOf([long, steer, mask, error("timeout"), error("aborted")])).toEqual([
      "! the message has 5 characters, and only the first 3 were read",
      "! message steered by crisis",
      "! left out of logs by personal-data: holds an e-mail",
      "✗ No answer.",
      "cancelled",
    ]);
    expect(toldOf(sampleTurn)).toHaveLength(2); // the retry, and where the reply was cut
  });
});
