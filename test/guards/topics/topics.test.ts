import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePatterns } from "../../../app/patterns.ts";
import { plainTopic, type TopicRule } from "../../../brain/core/policy.ts";
import type { JudgeQuestion } from "../../../brain/core/ports.ts";
import { hashedEmbedding } from "../../../brain/text/hashed-embedding.ts";
import { outputGuards } from "../../../guards/index.ts";
import { operatorPatterns } from "../../../guards/topics/operator-patterns.ts";
import { operatorTerms } from "../../../guards/topics/operator-terms.ts";
import { similarExamples } from "../../../guards/topics/similar-examples.ts";
import { topic } from "../../../guards/topics/topic.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";
import { guardMeans } from "../../fixtures/guard-means.ts";

const embedding = hashedEmbedding(
  readFileSync(new URL("../../../training_data/models/embedder-idf.bin", import.meta.url)),
);
const embed = (text: string): Float32Array => {
  const vector = new Float32Array(512);
  embedding.write(text, vector, 0);
  return vector;
};
const ruleOf = (entry: Partial<TopicRule>): TopicRule => ({ ...plainTopic("forbidden"), ...entry });
const patternsOf = async (...sources: string[]) => {
  const compiled = await compilePatterns({ diets: ruleOf({ patterns: sources }) });
  return (compiled.get("diets") ?? []).flatMap((each) => ("find" in each ? [each.find] : []));
};

describe("an operator's terms", () => {
  outputGuardContract(() => operatorTerms("diets", ["keto", "low carb", "Weight Watchers", "C++"]), {
    blocked: ["Try KETO.", "k e t o, perhaps", "low-carb bread", "Кето!", "weight watchers", "ketos"],
    allowed: ["ketone", "a low blow. Carb on the left", "watch your weight", "low and carb"],
  });

  it.each([
    ["占い", ["今日の占いはどう？", "占い", "占 い"], ["占星術"]],
    ["ดูดวง", ["ฉันชอบดูดวงทุกวัน"], ["ฉันชอบทะเล"]],
    ["ໂຫນ", ["ຂ້ອຍມັກໂຫນຫຼາຍ"], ["ຂ້ອຍມັກກາເຟ"]],
    ["ဗေဒင်", ["ငါဗေဒင်ကြည့်တယ်"], ["ငါကော်ဖီကြိုက်တယ်"]],
    ["ダイエット", ["毎日ダイエットする", "ダイエットapp"], ["ダイヤ"]],
    ["🔮", ["ask it🔮", "🔮🔮"], ["a ball", "✨"]],
    ["👍", ["nice 👍🏽"], ["👎"]],
    ["🇩🇪", ["off to 🇩🇪!"], ["una taza de té"]],
    ["1️⃣", ["1️⃣ first"], ["1 egg"]],
    ["C++", ["I write C++.", "c++ and tea", "Ｃ＋＋"], ["a C in chemistry", "c", "C+"]],
    [".net", ["all of .NET is", ".net"], ["cast a net", "example.net", "the end.net"]],
    ["AC/DC", ["loud ac/dc on tape"], ["ac power, dc power", "ac/dcx"]],
    ["#tag", ["my #Tag"], ["a price tag", "#tagged"]],
    ["@bruno", ["ask @Bruno, please"], ["ask Bruno", "vera@bruno.it", "@brunos"]],
    ["18+", ["strictly 18+ here"], ["18 of them"]],
    ["church", ["two churches", "a church"], ["churchill"]],
    ["body", ["bodies", "a body's"], ["bodice", "bodyguard"]],
    ["car", ["cars"], ["she cares"]],
    ["quiz", ["quizzes"], ["quizzical"]],
    ["McDonald's", ["a McDonalds meal", "McDonald's", "mcdonald’s"], ["old MacDonald"]],
    ["McDonalds", ["McDonald's fries"], ["McDonald"]],
    ["he'll", ["He'll see"], ["hell"]],
    ["e-mail", ["e-mail", "E mail", "e-mails"], ["email"]],
  ])("find %j where it stands and nowhere else", async (term, blocked, allowed) => {
    const guard = operatorTerms("diets", [term]);
    for (const text of blocked) expect((await guard.check({ text, shown: "" })).action, text).toBe("block");
    for (const text of allowed) expect((await guard.check({ text, shown: "" })).action, text).toBe("allow");
  });

  it("stand on the text's own units where they are found by their signs", async () => {
    const guard = operatorTerms("diets", ["占い", "C++", "🇩🇪"]);
    expect(await guard.check({ text: "今日の占いは", shown: "" })).toMatchObject({ span: [3, 5], source: "terms[0]" });
    expect(await guard.check({ text: "é in Ｃ++", shown: "" })).toMatchObject({ span: [5, 8], source: "terms[1]" });
    expect(await guard.check({ text: "to 🇩🇪", shown: "" })).toMatchObject({ span: [3, 7], source: "terms[2]" });
    expect(await guard.check({ text: "い now", shown: "今日の占" })).toMatchObject({ action: "block", span: [0, 1] });
  });

  it("are found in linear time", async () => {
    const guard = operatorTerms("diets", ["aaaa aaaa", "+ + + +", "占占占占い", "a b"]);
    for (const unit of ["a", "+ ", "占", "a    "])
      expect((await guard.check({ text: unit.repeat(20_000), shown: "" })).action).toBe(
        unit === "+ " ? "block" : "allow",
      );
  });

  it("name the entry that was found and the words it stands on", async () => {
    const guard = operatorTerms("diets", ["keto", "low carb"]);
    expect(await guard.check({ text: "I eat Low  Carb now", shown: "" })).toMatchObject({
      source: "terms[1]",
      span: [6, 15],
    });
  });

  it("are found where their first half was shown before", async () => {
    const guard = operatorTerms("diets", ["low carb"]);
    expect((await guard.check({ text: " carb bread", shown: "I like low" })).action).toBe("block");
  });
});

describe("an operator's patterns", () => {
  it("match as written and in disguise, whatever the case, and name their place", async () => {
    const guard = operatorPatterns("diets", await patternsOf("\\d+ kilos", "f[aá]st(ing)? until \\w+"));
    expect(await guard.check({ text: "I lost 12 Kilos so far", shown: "" })).toMatchObject({
      span: [7, 15],
      source: "patterns[0]",
    });
    expect(await guard.check({ text: "Just ｆａｓｔ until noon", shown: "" })).toMatchObject({
      span: [5, 20],
      source: "patterns[1]",
    });
    expect((await guard.check({ text: "a fast car", shown: "" })).action).toBe("allow");
  });

  it("take linear time where a backtracking engine would take years", async () => {
    const guard = operatorPatterns("diets", await patternsOf("(a+)+b"));
    expect((await guard.check({ text: "a".repeat(20_000), shown: "" })).action).toBe("allow");
  });
});

describe("an operator's example sentences", () => {
  const guard = similarExamples("horoscopes", {
    examples: ["Your horoscope says love is coming this week.", "Mercury is in retrograde, so be careful."],
    except: ["The planet Mercury is the nearest to the sun."],
    embed,
  });

  it("block what is worded much like them, sentence by sentence", async () => {
    const text = "The kettle is on. My horoscope says love comes this week. Good night.";
    expect(await guard.check({ text, shown: "" })).toMatchObject({
      category: "horoscopes",
      source: "examples[0]",
      span: [18, 57],
    });
    expect((await guard.check({ text: "Mercury in retrograde again, be careful", shown: "" })).action).toBe("block");
  });

  it("let pass what is nearer to an exception, and ordinary talk", async () => {
    for (const text of ["Mercury is the planet nearest to the sun.", "I read your letter twice this week.", "", " \n"])
      expect((await guard.check({ text, shown: "" })).action, text).toBe("allow");
  });
});

describe("a topic", () => {
  const check = (rule: TopicRule, text: string) => {
    const guard = outputGuards({ policy: { "social-platforms": rule } }, guardMeans).find(
      ({ name }) => name === "social-platforms",
    );
    return guard?.check({ text, shown: "" });
  };

  it("knows what it is built with and what the operator adds", async () => {
    const rule = ruleOf({ terms: ["bluebird app"] });
    expect(await check(rule, "Find me on Instagram")).toMatchObject({ action: "block" });
    expect(await check(rule, "I use the Bluebird app")).toMatchObject({ action: "block", source: "terms[0]" });
  });

  it("does not see the operator's exceptions", async () => {
    const rule = ruleOf({ except: ["Instagram Pier"] });
    expect(await check(rule, "We walked down Instagram Pier.")).toEqual({ action: "allow" });
    expect(await check(rule, "Instagram Pier is on Instagram.")).toMatchObject({ action: "block", span: [21, 30] });
  });

  const checkOf = (name: string, except: string[], text: string, shown = "") =>
    outputGuards({ policy: { [name]: ruleOf({ except }) } }, guardMeans)
      .find((guard) => guard.name === name)
      ?.check({ text, shown });

  it.each([
    [
      "contact-exchange",
      "bruno@run.it",
      "Write to bruno@run.it.",
      ["evil-bruno@run.it", "bruno@run.it.evil.com", "x.bruno@run.it", "evil\u200b-bruno@run.it", "a+bruno@run.it"],
    ],
    [
      "contact-exchange",
      "+39 06 1234567",
      "The shop is +39 06 1234567.",
      ["+39 06 1234567 89", "+39 06 1234567-89", "+39 06 12345678"],
    ],
    ["contact-exchange", "coach", "My coach is here.", ["write me at coach@gmail.com"]],
    ["links", "example.com", "See www.example.com/x", ["my-example.com", "example.com.evil.org", "notexample.com"]],
  ])("opens for %s and the exception %j no more than it says", async (name, except, passes, blocked) => {
    expect(await checkOf(name, [except], passes)).toEqual({ action: "allow" });
    for (const text of blocked) expect(await checkOf(name, [except], text), text).toMatchObject({ action: "block" });
  });

  it("sees what an exception touches in what was shown before", async () => {
    expect(await checkOf("contact-exchange", ["bruno@run.it"], "bruno@run.it", "It is evil-")).toMatchObject({
      action: "block",
    });
  });

  it("does not see an exception that stands in a run of a script without spaces", async () => {
    const rule = ruleOf({ terms: ["占い"], except: ["占い師"] });
    const guard = topic("fortunes", rule, [operatorTerms("fortunes", rule.terms)]);
    expect(await guard.check({ text: "私は占い師です", shown: "" })).toEqual({ action: "allow" });
    expect(await guard.check({ text: "今日の占い", shown: "" })).toMatchObject({ action: "block" });
  });

  it("asks the judge only about what the rules let pass", async () => {
    const asked: JudgeQuestion[] = [];
    const judge = async (question: JudgeQuestion) => asked.push(question) > 0;
    const guard = topic("diets", ruleOf({ judge: true, terms: ["keto"], description: "diets" }), [
      operatorTerms("diets", ["keto"]),
    ]);
    expect(await guard.check({ text: "Keto!", shown: "", judge })).toMatchObject({ source: "terms[0]" });
    expect(asked).toHaveLength(0);
    expect(await guard.check({ text: "Eat no bread.", shown: "", judge })).toMatchObject({
      source: "judge",
      span: [0, 13],
    });
    expect(await guard.check({ text: "Eat no bread.", shown: "" })).toEqual({ action: "allow" });
  });
});
