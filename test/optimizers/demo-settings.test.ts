import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkSettings,
  type DemoSettings,
  defaultDemoSettings,
  describeSettings,
  readSettings,
  savedSettings,
} from "../../optimizers/demo-settings.ts";
import { anySettings } from "./any-settings.ts";

describe("the settings of demos", () => {
  it("come back from a program as they went in", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(readSettings(savedSettings(settings))).toEqual(settings);
      }),
    );
  });

  it("are read from programs of format 1 as what was done then", () => {
    expect(readSettings({ lastWeight: 0.8, historyMessages: 4, queryText: "query-1" })).toEqual(defaultDemoSettings);
    expect(readSettings({ lastWeight: 0.6, historyMessages: 2, queryText: "query-1" })).toEqual({
      ...defaultDemoSettings,
      lastWeight: 0.6,
      historyMessages: 2,
    });
  });

  it("are read where an optimizer keeps more beside them", () => {
    expect(readSettings({ ...savedSettings(defaultDemoSettings), made: 4 })).toEqual(defaultDemoSettings);
  });

  it("are not read from another program, or out of range", () => {
    expect(readSettings({})).toBeUndefined();
    expect(readSettings({ ...savedSettings(defaultDemoSettings), choice: "best" })).toBeUndefined();
    expect(readSettings({ ...savedSettings(defaultDemoSettings), diversity: 2 })).toBeUndefined();
  });

  it("are refused out of range, by name", () => {
    expect(() => checkSettings({ ...defaultDemoSettings, k: 51 })).toThrow("setting k");
    expect(() => checkSettings({ ...defaultDemoSettings, floor: Number.NaN })).toThrow("setting floor");
  });

  it("have a short name", () => {
    const named = (changes: Partial<DemoSettings>) => describeSettings({ ...defaultDemoSettings, ...changes });
    expect(named({})).toBe("nearest, history 4");
    expect(named({ k: 5, diversity: 0.3, pinned: 2, order: "nearest-last" })).toBe(
      "nearest k=5, history 4, MMR 0.3, nearest last, 2 pinned",
    );
    expect(named({ historyMessages: 0, floor: 0.1, tagBonus: 0, lastWeight: 1 })).toBe(
      "nearest, last message only, floor 0.1, tags 0",
    );
    expect(named({ choice: "random", k: 3, seed: 7 })).toBe("random k=3, tags 0.2, seed 7");
    expect(named({ choice: "random", tagBonus: 0 })).toBe("random, seed 1");
    expect(named({ choice: "fixed" })).toBe("fixed");
    expect(named({ choice: "none", k: 3 })).toBe("no demos");
  });
});
