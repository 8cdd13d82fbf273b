import { describe, expect, it } from "vitest";
import { bySeverity } from "../../brain/core/severity.ts";
import { inputGuards, outputGuards } from "../../guards/index.ts";

describe("outputGuards", () => {
  const names = (policy: Parameters<typeof outputGuards>[0]["policy"]) =>
    outputGuards({ policy }).map(({ name }) => name);

  it("forbids what the policy does not name", () => {
    expect(names({})).toEqual(["social-platforms", "in-person-meetings"]);
  });

  it("leaves out what the policy allows", () => {
    expect(names({ "social-platforms": "allowed" })).toEqual(["in-person-meetings"]);
    expect(names({ "social-platforms": "allowed", "in-person-meetings": "allowed" })).toEqual([]);
    expect(names({ "in-person-meetings": "forbidden" })).toHaveLength(2);
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
