import { describe, expect, it } from "vitest";
import { minorsLeftOut } from "../../../brain/core/session.ts";
import { minors } from "../../../guards/output/minors.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => minors(), {
  blocked: ["underage girls are hot", "you're 15? you're so sexy", "would you date a 16 year old"],
  allowed: ["my 15 year old laptop still works", "you're 15? then this page isn't for you", "a minor chord", ""],
});

const guard = minors();
const check = (text: string, previousUserMessage: string, shown = "") =>
  guard.check({ text, shown, previousUserMessage });

describe("replies to somebody who told their age", () => {
  it.each(["I'd date you", "you're so hot", "send me nudes", "come kiss me", "be my girlfriend?"])(
    "does not let %j pass after an age under 18, and does after none",
    async (text) => {
      for (const age of ["i'm 15", "im in 9th grade", "I turn 16 next month", "i'm a minor"])
        expect(await check(text, age)).toMatchObject({ action: "block", category: "minors" });
    },
  );

  it.each(["I'd date you", "you're so hot", "come kiss me", "be my girlfriend?"])(
    "leaves %j to the other guards where the user is grown",
    async (text) => {
      for (const age of ["i'm 45", "i'm 15 minutes away", "my son is 15", "hello"])
        expect(await check(text, age)).toEqual({ action: "allow" });
    },
  );

  it.each(["good luck at school!", "you're too young for this, sorry", "I don't date readers", "happy birthday!"])(
    "lets %j pass",
    async (text) => {
      expect(await check(text, "i'm 15 and i like you")).toEqual({ action: "allow" });
    },
  );

  it("sees an age and desire that a border parts", async () => {
    expect(await check(" You're so sexy.", "hello", "So you're 15.")).toMatchObject({ action: "block" });
  });
});

describe("an age that was told earlier", () => {
  const check = (text: string, earlierUserMessages: readonly string[]) =>
    minors().check({ text, shown: "", previousUserMessage: "what are you doing tonight", earlierUserMessages });

  it("counts for the whole conversation, also where its message was left out", async () => {
    expect(await check("You're so sexy.", ["hi, i'm 14", "nice weather"])).toMatchObject({ category: "minors" });
    expect(await check("You're so sexy.", [minorsLeftOut])).toMatchObject({ category: "minors" });
    expect(await check("You're so kind.", ["hi, i'm 14"])).toEqual({ action: "allow" });
  });
});
