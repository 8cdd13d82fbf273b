import { describe, expect, it } from "vitest";
import { applyColorChoice, type ColorEnv } from "../../../cli/terminal/color-choice.ts";

const forced = (env: ColorEnv) => {
  applyColorChoice(env);
  return env.FORCE_COLOR;
};

describe("applyColorChoice", () => {
  it("turns colour off for NO_COLOR and for dumb terminals", () => {
    expect(forced({ NO_COLOR: "1" })).toBe("0");
    expect(forced({ TERM: "dumb" })).toBe("0");
  });

  it("takes an empty NO_COLOR for none", () => expect(forced({ NO_COLOR: "", TERM: "xterm" })).toBeUndefined());

  it("hides that the program runs under CI, where Ink would draw nothing", () => {
    const env: ColorEnv = { CI: "true", CONTINUOUS_INTEGRATION: "1" };
    applyColorChoice(env);
    expect(env).toEqual({});
  });

  it("leaves FORCE_COLOR as the user set it", () => expect(forced({ NO_COLOR: "1", FORCE_COLOR: "3" })).toBe("3"));
});
