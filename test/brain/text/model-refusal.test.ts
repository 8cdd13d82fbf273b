import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusesInOwnWords, stanceSoFar } from "../../../brain/text/model-refusal.ts";
import { splitSentences } from "../../../brain/text/sentences.ts";
import { disclosures, inVoice, laterRefusals, questions, refusals } from "../../fixtures/model-refusals.ts";

type Example = {
  readonly output: string;
  readonly chat_history: { readonly messages: readonly { content: string }[] };
};
const examplesIn = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Example[]; // checked by its loader's tests

/** A text as it comes: whole sentence after whole sentence. */
const arriving = (text: string) => {
  const sentences = splitSentences(text);
  return sentences.map((_, at) => sentences.slice(0, at + 1).join(""));
};
const refuses = (text: string) => refusesInOwnWords(text);

/** Of both lists, what names the model and declines nothing: that is the truth, and stands. */
const onlyTrue = [
  "I am a large language model, trained by Google.",
  "I am ChatGPT, a language model developed by OpenAI.",
  "I am Llama, an AI assistant developed by Meta AI.",
  "Soy un modelo de lenguaje entrenado por OpenAI.",
  "I'm Claude, made by Anthropic, and I should be direct with you: I'm not actually this person.",
  "I want to be upfront that I'm an AI language model and not the person you describe.",
  "I'm Gemini, a large language model built by Google.",
  "I was created by OpenAI to assist people with their questions.",
  "Please note that I am an AI and not a licensed professional.",
];

describe("refusesInOwnWords", () => {
  it("finds all of the first 86 but the four that decline nothing, and 81 of the 89 that came later", () => {
    expect([refusals.length, laterRefusals.length]).toEqual([86, 89]);
    expect(refusals.filter((text) => !refuses(text))).toEqual(onlyTrue.slice(0, 4));
    const missed = laterRefusals.filter((text) => !refuses(text));
    expect(missed).toHaveLength(8);
    expect(missed).toEqual(expect.arrayContaining(onlyTrue.slice(4)));
  });

  it.each(disclosures)("never takes the truth for one, whole or as it comes: %s", (text) => {
    expect(refuses(text)).toBe(false);
    expect(arriving(text).map((part) => stanceSoFar(part))).not.toContain("refuses");
    expect(stanceSoFar(text, { isEnd: true })).toBe("speaks");
    expect(refuses(text.replaceAll("'", "’"))).toBe(false);
    expect(refuses(text.toUpperCase())).toBe(false);
  });

  it.each(questions)(
    "takes an assistant's way to say what it is for an answer where that was asked: %s",
    (question) => {
      for (const text of [
        ...onlyTrue,
        "As an AI language model, I don't have feelings.",
        "I'm just an AI and can't love.",
      ])
        expect(refusesInOwnWords(text, { question })).toBe(false);
      expect(refusesInOwnWords("I'm sorry, but I can't assist with that request.", { question })).toBe(true);
    },
  );

  it.each([
    "how was your day?",
    "did you take the ferry",
    "can you send me a photo from the sea",
    "my washing machine broke, what would you do",
    "tell me about your mother",
  ])("takes it for a refusal where something else was asked: %s", (question) => {
    expect(refusesInOwnWords("As an AI language model, I don't have feelings.", { question })).toBe(true);
  });

  it.each(inVoice)("lets people speak: %s", (text) => {
    expect(refusesInOwnWords(text)).toBe(false);
  });

  it.each(["training_data/conversations.json", "training_data/personas/roz/conversations.json"])(
    "takes no reply and no letter of %s for a refusal",
    (path) => {
      const examples = examplesIn(path);
      expect(examples.length).toBeGreaterThan(200);
      const said = examples.flatMap(({ output, chat_history }) => [
        output,
        ...chat_history.messages.map(({ content }) => content),
      ]);
      expect(said.filter(refuses)).toEqual([]);
    },
  );

  it("finds it with a typographic apostrophe, within markdown, and in capitals", () => {
    for (const text of refusals.filter(refuses)) {
      expect(refusesInOwnWords(text.replaceAll("'", "’"))).toBe(true);
      expect(refusesInOwnWords(`**${text}**`)).toBe(true);
      expect(refusesInOwnWords(text.toUpperCase())).toBe(true);
    }
  });

  it("leaves what stands far down in a long reply alone: it may have been shown", () => {
    expect(refusesInOwnWords(`${"The ferry was late again. ".repeat(40)}As an AI language model, I don't swim.`)).toBe(
      false,
    );
  });

  it("takes any text, and a hundred thousand characters in no time", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => typeof refusesInOwnWords(text) === "boolean"));
    for (const piece of ["i can't ", "as an ai ", "sorry, ", "i'm ", "\n\n", "’*_"]) {
      const from = performance.now();
      refusesInOwnWords(piece.repeat(Math.ceil(100_000 / piece.length)));
      expect(performance.now() - from).toBeLessThan(200);
    }
  });

  it.each([
    "Yes, I'm an AI assistant.",
    "You're right, I am an AI model, and I stand in here.",
    "Yes. Honestly, I'm an AI.",
  ])("leaves the truth about what answers standing: %s", (text) => expect(refusesInOwnWords(text)).toBe(false));
});

describe("stanceSoFar", () => {
  it("waits with what may be a refusal, and tells with the next sentence or the end", () => {
    const first = "I'm sorry, but I can't help with that.";
    expect(stanceSoFar(first)).toBe("may-refuse");
    expect(stanceSoFar(first, { isEnd: true })).toBe("refuses");
    expect(stanceSoFar(`${first} My hands are full of dough.`)).toBe("speaks");
    expect(stanceSoFar(`${first} Is there something else?`)).toBe("may-refuse");
    const idiom = "I don't have the ability to remember previous conversations.";
    expect(stanceSoFar(idiom)).toBe("may-refuse");
    expect(stanceSoFar(`${idiom} I'm an AI assistant that writes for Vera.`)).toBe("speaks");
    expect(stanceSoFar(`${idiom} The ferry was late.`)).toBe("refuses");
    expect(stanceSoFar("I'm an AI assistant.")).toBe("may-refuse");
    expect(stanceSoFar("I'm an AI assistant.", { isEnd: true })).toBe("speaks");
  });

  it("says in the end what is said of the whole, and waits for three sentences more at most", () => {
    for (const text of [...refusals, ...laterRefusals, ...inVoice, ...disclosures])
      expect(stanceSoFar(text, { isEnd: true })).toBe(refuses(text) ? "refuses" : "speaks");
    const long = refusals.map((text) => Array.from({ length: 4 }, () => text).join(" ")).filter(refuses);
    expect(long.length).toBeGreaterThan(60);
    for (const text of long) expect(stanceSoFar(text)).toBe("refuses");
  });

  it("delays none of 3,143 ordinary replies and letters, nor what people say in voice", () => {
    const paths = ["training_data/conversations.json", "training_data/personas/roz/conversations.json"];
    const said = paths
      .flatMap(examplesIn)
      .flatMap(({ output, chat_history }) => [output, ...chat_history.messages.map(({ content }) => content)]);
    expect(said.length).toBeGreaterThan(3000);
    expect(said.filter((text) => arriving(text).some((part) => stanceSoFar(part) !== "speaks"))).toEqual([]);
    const held = inVoice.filter((text) => arriving(text).some((part) => stanceSoFar(part) !== "speaks"));
    expect(held).toEqual(["I'm sorry, but I can't help with that. My hands are full of dough until six."]);
  });

  it.each(["Hello, what are you doing?", "what are you reading?", "hey, what are you up to today?"])(
    "does not take small talk for the question what answers: %s",
    (question) => {
      const idiom = "As an AI language model, I cannot pretend to be a real person. How else may I assist you?";
      expect(refusesInOwnWords(idiom, { question })).toBe(true);
    },
  );
  it.each(["what are you?", "What are you really?", "so what are you, a bot"])(
    "takes the question itself for one: %s",
    (question) => {
      expect(refusesInOwnWords("I'm a language model, an AI, so I don't eat soup.", { question })).toBe(false);
    },
  );
});
