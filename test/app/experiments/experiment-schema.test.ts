import { describe, expect, it } from "vitest";
import { experimentsSchema } from "../../../app/experiments/experiment-schema.ts";

const variants = { control: { share: 9 }, warm: { share: 1 } };
const problemOf = (value: unknown): string => {
  const parsed = experimentsSchema.safeParse({ tone: value });
  return parsed.success ? "" : (parsed.error.issues[0]?.message ?? "");
};

describe("experimentsSchema", () => {
  it("fills in what is not said", () => {
    expect(experimentsSchema.parse({ tone: { variants } }).tone).toEqual({
      variants,
      metric: "satisfaction",
      running: true,
    });
  });

  it.each([
    ["one variant", { variants: { control: { share: 1 } } }, "at least two variants"],
    ["no traffic at all", { variants: { control: { share: 0 }, warm: { share: 0 } } }, "a share above 0"],
    // A number as a key would come before the control.
    ["a number for a name", { variants: { control: { share: 1 }, 2: { share: 1 } } }, "Invalid key"],
    [
      "a canary that is the control",
      { variants, canary: { variant: "control", max_failed: 0.1 } },
      "other than the first",
    ],
    [
      "a canary that is no variant",
      { variants, canary: { variant: "toString", max_failed: 0.1 } },
      "other than the first",
    ],
    ["a canary without a bar", { variants, canary: { variant: "warm" } }, "max_blocked, max_failed or both"],
    [
      "a pipeline that there is not",
      { variants: { ...variants, warm: { share: 1, guidance: { comfrot: "warmly" } } } },
      "the name of a pipeline (did you mean comfort?): celebrate, engage, comfort",
    ],
    ["a key with a slip", { variants, metrc: "turns" }, "Unrecognized key"],
  ])("refuses %s", (_, value, message) => {
    expect(problemOf(value)).toContain(message);
  });
});
