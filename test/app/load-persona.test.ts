import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { loadPersona } from "../../app/load-persona.ts";
import { InputError } from "../../brain/core/errors.ts";
import { rejection, temporaryFolder } from "./temporary-folder.ts";

const guidance = { guidance: "Be yourself." };
const smallest = {
  name: "Ada",
  bio: "Repairs clocks.",
  voice: ["short sentences"],
  time_zone: "Europe/Lisbon",
  pipelines: {
    celebrate: guidance,
    engage: guidance,
    comfort: guidance,
    "de-escalate": guidance,
    care: guidance,
    deflect: guidance,
    disclose: { ...guidance, replies: ["I am an AI that stands in for Ada."] },
  },
  safe_replies: { neutral: ["Tell me more."] },
  open_questions: ["What are you making?"],
  care: {
    text: "Please talk to somebody.",
    resources: { default: [{ name: "A line", contact: "123", source: "example.org", checked: "2026-01-01" }] },
  },
};
// Without it, yaml would write the shared guidance as an anchor and aliases.
const valid = stringify(smallest, { aliasDuplicateObjects: false });

const load = async (content: string) => (await loadPersona(temporaryFolder().write("persona.yaml", content))).persona;
const messageOf = async (content: string): Promise<string> => {
  const error = await rejection(load(content));
  expect(error).toBeInstanceOf(InputError);
  return error.message;
};
const changed = (from: string | RegExp, to: string): string => {
  const text = valid.replace(from, to);
  expect(text).not.toBe(valid);
  return text;
};

describe("loadPersona", () => {
  test("a persona comes with the defaults of what it leaves open", async () => {
    const persona = await load(`# a comment\n${valid}`);
    expect(persona).toMatchObject({ name: "Ada", model: { temperature: 0.8, history_messages: 20 }, policy: {} });
    expect(persona.open_questions).toEqual([{ text: "What are you making?" }]);
  });

  test("aliases may be used to say a thing once", async () => {
    const persona = await load(
      changed(
        /celebrate:\n {4}guidance.*\n {2}engage:\n {4}guidance.*\n/,
        "celebrate: &same\n    guidance: Be glad.\n  engage: *same\n",
      ),
    );
    expect(persona.pipelines.engage.guidance).toBe("Be glad.");
  });

  test.each([
    ["a wrong kind", /^name: .*/m, "name: 7", /1:7 name holds the number 7, expected text \(put it in "quotes"\)/],
    ["an empty text", /^name: .*/m, 'name: " "', /1:7 name holds empty text/],
    ["a missing key", /^bio: .*\n/m, "", /1:1 bio holds nothing, expected text/],
    ["a key nobody knows", /^bio:/m, "colour: red\nbio:", /2:1 colour is an unknown key$/m],
    ["a key with a slip", /^voice:/m, "vioce:", /3:1 vioce is an unknown key; did you mean voice\?/],
    ["the missing side of that slip", /^voice:/m, "vioce:", /voice holds nothing, but there is a key named vioce/],
    [
      "a pipeline with a slip",
      /^ {2}celebrate:/m,
      "  celebrat:",
      /pipelines\.celebrat is an unknown key; did you mean celebrate\?/,
    ],
    [
      "a slip within a pipeline",
      /guidance: Be/,
      "guidence: Be",
      /pipelines\.celebrate\.guidence is an unknown key; did you mean guidance\?/,
    ],
    [
      "a time zone that is none",
      /Europe\/Lisbon/,
      "Mars/Olympus",
      /5:12 time_zone holds the text "Mars\/Olympus", expected an IANA time zone/,
    ],
    ["an offset for a time zone", /Europe\/Lisbon/, "+01:00", /expected an IANA time zone/],
    [
      "resources without a default",
      /default:/,
      "PT:",
      /care\.resources holds an object, expected an entry named default/,
    ],
    [
      "a mood nobody has",
      /- What are.*/,
      "- text: What?\n    sentiment: sad",
      /open_questions\[0\]\.sentiment holds the text "sad", expected one of positive, neutral, negative/,
    ],
    [
      "a question that is a number",
      /- What are.*/,
      "- 7",
      /open_questions\[0\] holds the number 7, expected text, or an object with keys/,
    ],
    [
      "an unknown key in a question",
      /- What are.*/,
      "- text: What?\n    sentment: positive",
      /sentment is an unknown key; did you mean sentiment\?/,
    ],
    [
      "a list for a map",
      /^safe_replies:[\s\S]*?\nopen/m,
      "safe_replies: [x]\nopen",
      /safe_replies holds a list of 1, expected an object with keys/,
    ],
    [
      "too hot a model",
      /^name:/m,
      "model: { temperature: 9 }\nname:",
      /1:23 model\.temperature holds the number 9, expected 2 or less/,
    ],
    [
      "a platform rule with a slip",
      /^name:/m,
      "policy: { social-platform: forbidden }\nname:",
      /did you mean social-platforms\?/,
    ],
    [
      "a topic's rule with a slip",
      /^name:/m,
      "policy:\n  links: forbiden\nname:",
      /2:10 policy\.links holds the text "forbiden", expected one of allowed, forbidden/,
    ],
    [
      "a topic of one's own that knows nothing",
      /^name:/m,
      "policy:\n  links: forbidden\n  horoscopes: forbidden\nname:",
      /3:\d+ policy\.horoscopes .* expected a built-in topic, or terms, patterns or examples/,
    ],
    [
      "a topic's name with a capital",
      /^name:/m,
      "policy:\n  Diets: { terms: [keto] }\nname:",
      /policy\.Diets .* small letters, digits and hyphens/,
    ],
    [
      "an unknown key in a topic",
      /^name:/m,
      "policy:\n  diets:\n    term: [keto]\nname:",
      /3:5 policy\.diets\.term is an unknown key; did you mean terms\?/,
    ],
    [
      "text where a list of terms belongs",
      /^name:/m,
      "policy:\n  diets:\n    terms: keto\nname:",
      /3:12 policy\.diets\.terms holds the text "keto", expected a list/,
    ],
    [
      "a topic with a slip, allowed",
      /^name:/m,
      "policy:\n  politcs: allowed\nname:",
      /policy\.politcs .*did you mean politics\?/,
    ],
    [
      "crisis switched off",
      /^name:/m,
      "policy:\n  crisis: allowed\nname:",
      /2:\d+ policy\.crisis .*always guarded and cannot be set/,
    ],
    [
      "minors switched off",
      /^name:/m,
      "policy:\n  minors: allowed\nname:",
      /2:\d+ policy\.minors .*minors cannot be switched off/,
    ],
    [
      "an exception to minors",
      /^name:/m,
      "policy:\n  minors: { except: [sixteen] }\nname:",
      /2:\d+ policy\.minors\.except .*minors cannot be narrowed/,
    ],
    [
      "a pattern that cannot be read",
      /^name:/m,
      "policy:\n  diets:\n    patterns:\n      - keto\n      - '(low'\nname:",
      /5:9 policy\.diets\.patterns\[1\] holds text, expected a pattern in RE2's syntax \(.*missing closing/,
    ],
    [
      "a pattern that matches nothing at all",
      /^name:/m,
      "policy:\n  diets:\n    patterns: ['x*']\nname:",
      /3:16 policy\.diets\.patterns\[0\] .* at least one character/,
    ],
  ])("%s is told with its line and column", async (_, from, to, reason) => {
    expect(await messageOf(changed(from, to))).toMatch(reason);
  });

  test("all problems are counted and five told", async () => {
    const message = await messageOf("nothing: here\nnobody: here\n");
    expect(message.split("\n").filter((line) => /^ {2}\d+:\d+/.test(line))).toHaveLength(5);
    expect(message).toMatch(/and \d+ more/);
  });

  test.each([
    ["a list", "- a\n- b\n", /1:1 the top holds a list of 2, expected an object/],
    ["a bare text", "hello\n", /the top holds the text "hello"/],
    ["comments only", "# nothing\n", /the top holds null/],
    ["nothing", "", /is empty/],
    ["an unclosed quote", 'name: "Ada\nbio: x\n', /not valid YAML at line \d/],
    ["a tab for indentation", "name: Ada\n\tbio: x\n", /not valid YAML at line 2/],
    ["a colon within a text", "name: Ada\nbio: Clocks: all kinds\n", /not valid YAML at line 2, column 6/],
    ["a key twice", "name: Ada\nname: Eva\n", /not valid YAML at line 2, column 1: Map keys must be unique/],
    ["two documents", "name: Ada\n---\nname: Eva\n", /more than one document: --- at line 2/],
    ["a tag nobody knows", "name: !python/object Ada\n", /not valid YAML at line 1/],
    ["an alias without an anchor", "name: *who\n", /an alias \(\*name\) has no anchor/],
  ])("%s is refused with the reason", async (_, content, reason) => {
    expect(await messageOf(content)).toMatch(reason);
  });

  test("aliases that unfold without bounds are refused", async () => {
    const levels = "abcdefghi".split("");
    const bomb = levels.map((name, row) => {
      const inner = row === 0 ? "x" : `*${levels[row - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    expect(await messageOf(`${bomb.join("\n")}\n`)).toMatch(/unfold without bounds/);
  });

  test.each([
    ["brackets", "[".repeat(100_000)],
    ["braces over lines", "{ a: {\n".repeat(50_000)],
    ["dashes", "- ".repeat(50_000)],
    ["indentation", Array.from({ length: 1000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["question marks", "? ".repeat(50_000)],
  ])("%s nested thousands deep are refused before they can end the process", async (_, content) => {
    expect(await messageOf(content)).toMatch(/nested more than 64 levels deep/);
  });

  test("a file above 1 MB is refused", async () => {
    expect(await messageOf(`# ${"x".repeat(1024 * 1024)}\n${valid}`)).toMatch(/larger than 1 MB/);
  });
});
