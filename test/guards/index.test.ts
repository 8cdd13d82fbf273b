import { describe, expect, it } from "vitest";
import { builtInTopics, type Policy, plainTopic } from "../../brain/core/policy.ts";
import { bySeverity } from "../../brain/core/severity.ts";
import { inputGuards, outputGuards } from "../../guards/index.ts";

describe("outputGuards", () => {
  const names = (policy: Policy) => outputGuards({ policy }).map(({ name }) => name);

  it("forbids every built-in topic that the policy does not name", () => {
    expect(names({})).toEqual([...builtInTopics]);
  });

  it("leaves out what the policy allows", () => {
    expect(names({ "social-platforms": plainTopic("allowed") })).not.toContain("social-platforms");
    expect(names({ "social-platforms": plainTopic("forbidden") })).toHaveLength(builtInTopics.length);
  });

  it("puts the topics of the policy first, in its order", () => {
    expect(names({ politics: plainTopic("forbidden"), links: plainTopic("forbidden") }).slice(0, 2)).toEqual([
      "politics",
      "links",
    ]);
  });
});

it("inputGuards always has crisis first", () => {
  expect(inputGuards().map(({ name }) => name)).toEqual(["crisis", "identity"]);
});

it("bySeverity puts the gravest category first and keeps the order of the rest", () => {
  const of = (...categories: string[]) => categories.map((category) => ({ category }));
  expect(bySeverity(of("links", "identity", "social-platforms", "crisis"))).toEqual(
    of("crisis", "identity", "links", "social-platforms"),
  );
});
