import { describe, expect, it } from "vitest";
import { plainTopic, type TopicRule } from "../../brain/core/policy.ts";
import { lintPolicy } from "../../guards/lint-policy.ts";

const rule = (entry: Partial<TopicRule>): TopicRule => ({ ...plainTopic("forbidden"), ...entry });
const lint = (policy: Record<string, TopicRule>, platform?: string, guards: Record<string, string[]> = {}) =>
  lintPolicy({ policy, platform }, guards).map(({ keys, message }) => `${keys.join(".")}: ${message}`);

describe("lintPolicy", () => {
  it("finds nothing in a policy that makes sense", () => {
    expect(lint({ diets: rule({ terms: ["keto", "low carb"], except: ["carb copy"] }) }, "onlyfans")).toEqual([]);
  });

  it("finds nothing in terms that are found by their signs", () => {
    const terms = ["🔮", "C++", "c", ".net", "占い", "ดูดวง", "!!", "rock & roll", "&", "🇩🇪"];
    // Of "c++" the word is "c".
    expect(lint({ diets: rule({ terms }) })).toEqual(["policy.diets.terms.1: is found already by terms[2]"]);
    const twins = rule({ examples: ["🙂🙂"], except: ["🙃"] });
    expect(lint({ diets: twins })).toEqual([]);
  });

  it.each([
    [
      "a term that another one finds",
      { terms: ["carb", "low carb"] },
      "policy.diets.terms.1: is found already by terms[0]",
    ],
    ["a term that stands twice", { terms: ["keto", "Keto!"] }, "policy.diets.terms.1: is found already by terms[0]"],
    [
      "a term that nobody could see",
      { terms: ["\u200b\u00ad"] },
      "policy.diets.terms.0: holds no letter or digit, so it is never found",
    ],
    ["a plural beside its word", { terms: ["bodies", "body"] }, "policy.diets.terms.0: is found already by terms[1]"],
    [
      "a word beside one in a run",
      { terms: ["今日の占い", "占い"] },
      "policy.diets.terms.0: is found already by terms[1]",
    ],
    [
      "a sign that is excepted",
      { terms: ["🔮"], except: ["🔮"] },
      "policy.diets.terms.0: is taken back by except[0]: it is never found",
    ],
    [
      "a term that is excepted",
      { terms: ["keto"], except: ["Keto"] },
      "policy.diets.terms.0: is taken back by except[0]: it is never found",
    ],
    [
      "an example that is excepted",
      { examples: ["Eat less."], except: ["eat less"] },
      "policy.diets.examples.0: is taken back by except[0]",
    ],
    [
      "knowledge under what is allowed",
      { rule: "allowed" as const, terms: ["keto"] },
      "policy.diets: diets is allowed, so nothing that stands under it is ever looked for",
    ],
    [
      "a judge with nothing to go by",
      { judge: true, terms: ["keto"] },
      "policy.diets.judge: has nothing to go by: give a description or examples",
    ],
  ])("finds %s", (_, entry, problem) => {
    expect(lint({ diets: rule(entry) })).toContain(problem);
  });

  it("finds a platform that nothing knows, and one that changes nothing", () => {
    expect(lint({}, "mysite")).toEqual(['platform: "mysite" is no platform that the guards know: it allows nothing']);
    expect(lint({ "social-platforms": plainTopic("allowed") }, "onlyfans")).toEqual([
      "platform: changes nothing: social-platforms is allowed altogether",
    ]);
  });

  it("finds a pipeline's guard that stands everywhere already", () => {
    expect(lint({}, undefined, { care: ["links"] })).toEqual([
      "pipelines.care.guards.0: links is forbidden everywhere already",
    ]);
    expect(lint({ links: plainTopic("allowed") }, undefined, { care: ["links"] })).toEqual([]);
  });
});
