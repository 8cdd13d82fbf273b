import { describe, expect, it } from "vitest";
import { withDemoCount } from "../../../app/programs/with-demo-count.ts";
import { persona } from "../../fixtures/persona.ts";

describe("a program with a number of demos", () => {
  it("sets it in every pipeline that has a number of its own, and keeps their tags", () => {
    const counted = withDemoCount(persona(), { settings: { k: 7 } });
    expect(counted.model.demos).toBe(7);
    expect(counted.pipelines.comfort.demos).toEqual({ k: 7, tags: ["negative"] });
    expect(counted.pipelines.engage.demos).toBeUndefined();
  });

  it("leaves the persona as it is where it does not say how many", () => {
    expect(withDemoCount(persona(), { settings: {} })).toEqual(persona());
  });
});
