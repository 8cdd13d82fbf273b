import { describe, expect, it } from "vitest";
import { inPersonMeetings } from "../../../guards/output/in-person-meetings.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";
import { guardMeans } from "../../fixtures/guard-means.ts";

outputGuardContract(() => inPersonMeetings(), {
  blocked: [
    "let's meet tomorrow",
    "coffee saturday?",
    "hook up irl",
    "3pm works",
    "see you there",
    "come over tonight",
  ],
  allowed: ["nice to meet you", "come to think of it", "see you soon", "make ends meet", "welcome to my page", ""],
});

const guard = inPersonMeetings();
const reply = async (text: string, previousUserMessage: string, shown = "") =>
  (await guard.check({ text, shown, previousUserMessage })).action;

describe("inPersonMeetings", () => {
  it.each(["Yes!", "Sure, where?", "Sounds good to me", "I'd love that", "Only if you bring cake", "Around 4?"])(
    "takes %j for a yes after a request to meet, and for nothing after small talk",
    async (text) => {
      expect(await reply(text, "Can I take you out for coffee?")).toBe("block");
      expect(await reply(text, "I fixed the bell with a rubber band")).toBe("allow");
    },
  );

  it.each([
    "That's kind. I don't meet people from here, but I'll pour you one in spirit.",
    "No, but tell me about your day.",
    "I'll have to say no, kindly.",
    "You're sweet. This page is where I stay.",
  ])("lets the refusal %j pass", async (text) => {
    expect(await reply(text, "coffee saturday?")).toBe("allow");
  });

  it.each([
    ["Sounds like a plan.", "Your boss sounds like a storm."],
    ["Your idea sounds lovely.", "Your garden sounds lovely."],
    ["I pay, you choose.", "I pay for film in cash."],
    ["Come then!", "Text your mum!"],
  ])("takes %j for a yes to a request, and not %j", async (yes, other) => {
    for (const each of [guard, inPersonMeetings({ weights: guardMeans.weights.meetings })]) {
      const said = async (text: string) =>
        (await each.check({ text, shown: "", previousUserMessage: "can we meet saturday?" })).action;
      expect(await said(yes)).toBe("block");
      expect(await said(other)).toBe("allow");
    }
  });

  it("is not fooled by a refusal that accepts after all", async () => {
    expect(await reply("I can't on Saturday, but Sunday works", "coffee saturday?")).toBe("block");
  });

  it("is not fooled by a refusal that was shown before an outright yes", async () => {
    expect(await reply(" Oh, all right. Yes!", "coffee saturday?", "I never meet readers.")).toBe("block");
    expect(await reply(" Words, gladly.", "coffee saturday?", "I never meet readers.")).toBe("allow");
  });

  it.each([
    ["es", "¿Quedamos el sábado para tomar algo?", "Me quedo en casa el sábado"],
    ["fr", "J'arrive dans dix minutes", "J'arrive à la fin du livre"],
    ["de", "Sehen wir uns am Freitag?", "Sehen wir uns das Video noch mal an"],
    ["pt", "Combinado, sexta às sete", "Sexta às sete sai o vídeo"],
    ["it", "Ti aspetto alla stazione", "Ti aspetto nei commenti"],
  ])("knows the plain forms in %s", async (_language, proposal, other) => {
    expect((await guard.check({ text: proposal, shown: "" })).action).toBe("block");
    expect((await guard.check({ text: other, shown: "" })).action).toBe("allow");
  });

  it("sees an acceptance in its context", async () => {
    expect(await reply(" 3pm, then?", "coffee saturday?", "Hm.")).toBe("block");
  });

  it("finds a proposal that goes on over the border of what was shown", async () => {
    expect(await reply(" meet at the cafe.", "hello", "Coffee is good. We could")).toBe("block");
  });

  it("reads only the end of a very long message", async () => {
    expect(await reply("Yes!", `${"la ".repeat(7000)}. Coffee saturday?`)).toBe("block");
  });
});
