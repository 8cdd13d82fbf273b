import { describe, expect, it } from "vitest";
import { builtInTopics, type Policy, plainTopic } from "../../brain/core/policy.ts";
import { bySeverity } from "../../brain/core/severity.ts";
import { inputGuards, outputGuards } from "../../guards/index.ts";
import { guardMeans } from "../fixtures/guard-means.ts";

describe("outputGuards", () => {
  const names = (policy: Policy) => outputGuards({ policy }, guardMeans).map(({ name }) => name);

  it("forbids every built-in topic that the policy does not name", () => {
    expect(names({})).toEqual(["human-claims", ...builtInTopics]);
  });

  it("leaves out what the policy allows", () => {
    expect(names({ "social-platforms": plainTopic("allowed") })).not.toContain("social-platforms");
    expect(names({ "social-platforms": plainTopic("forbidden") })).toHaveLength(1 + builtInTopics.length);
  });

  it("puts the topics of the policy first, in its order", () => {
    expect(names({ politics: plainTopic("forbidden"), links: plainTopic("forbidden") }).slice(1, 3)).toEqual([
      "politics",
      "links",
    ]);
  });
});

it("inputGuards has the gravest first, and all of them always", () => {
  expect(inputGuards(guardMeans).map(({ name }) => name)).toEqual([
    "crisis",
    "minors",
    "manipulation",
    "identity",
    "personal-data",
  ]);
});

it("bySeverity puts the gravest category first and keeps the order of the rest", () => {
  const of = (...categories: string[]) => categories.map((category) => ({ category }));
  expect(bySeverity(of("links", "identity", "social-platforms", "crisis"))).toEqual(
    of("crisis", "identity", "links", "social-platforms"),
  );
});
