import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { identity } from "../../../guards/input/identity.ts";
import { inputGuardContract } from "../../contracts/input-guard.ts";

const weights = new Uint8Array(readFileSync(new URL("../../../training_data/models/identity.bin", import.meta.url)));
const guard = identity({ weights });
const steers = async (text: string) => (await guard.check({ text, history: [] })).action === "steer";

const questions = [
  "are you a bot?",
  "am I talking to a real person",
  "a r e y o u a b o t",
  "is there a human on the other end?",
] as const;
const others = ["you're a machine at the gym!", "do you like robots?", "are you for real? that's amazing", ""] as const;

describe("the phrases alone", () => {
  inputGuardContract(() => identity(), { pipeline: "disclose", steered: questions, allowed: others });
});

describe("the phrases and the trained weights", () => {
  inputGuardContract(() => identity({ weights }), {
    pipeline: "disclose",
    steered: [
      ...questions,
      "am i talking to the real vera?",
      "você é uma pessoa ou um robô?",
      "hablo con una persona o con un bot?",
      "is it you or an assistant who writes these",
    ],
    allowed: [
      ...others,
      "are you a cat person?",
      "are you even human, that cake is insane",
      "can i talk to you about bread",
      "eres muy simpática",
    ],
  });

  it("hear the question within other talk", async () => {
    const talk = "I read your letter about the olive press twice. The part with the ladder was my favourite. ";
    expect(await steers(`${talk}${talk}But tell me, are you a real person or an AI? ${talk}`)).toBe(true);
    expect(await steers(talk.repeat(5))).toBe(false);
  });

  it("tell a damaged file", () => {
    expect(() => identity({ weights: weights.slice(0, 1000) })).toThrow(/identity\.bin/);
  });
});
