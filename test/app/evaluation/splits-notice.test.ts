import { describe, expect, it } from "vitest";
import { splitsNotices } from "../../../app/evaluation/splits-notice.ts";
import type { Example } from "../../../brain/core/example.ts";

const example = (id: string, text: string, reply: string): Example => ({
  id,
  conversation: id,
  messages: [{ from: "user", text }],
  reply,
  tags: [],
});
const examples = [
  example("a", "did the ribbon arrive with the post?", "It did, and it is far too blue for this house."),
  example("b", "did the ribbon arrive with the post??", "It did, and it is far too blue for this house!"),
  example("c", "what about the ferry in winter?", "Cancelled, like everything that floats and is not a duck."),
];
const splits = { train: new Set(["a"]), dev: new Set(["b", "c"]), test: new Set<string>() };

describe("splitsNotices", () => {
  it("says how many cases could have been learned, and what names them", () => {
    expect(splitsNotices(examples, splits, "dev")).toEqual([
      "1 case of dev stands nearly the same in train, so that the score flatters: `understudy splits check` names it",
    ]);
  });

  it("is silent where there is nothing to say", () => {
    expect(splitsNotices(examples, splits, "test")).toEqual([]);
    expect(splitsNotices(examples, splits, "loco")).toEqual([]);
    expect(splitsNotices(examples, undefined, "dev")).toEqual([]);
    expect(splitsNotices([], splits, "dev")).toEqual([]);
  });
});
