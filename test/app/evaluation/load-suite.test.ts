import { describe, expect, test } from "vitest";
import { loadSuite } from "../../../app/evaluation/load-suite.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";

const load = (content: string, name = "night.jsonl") => loadSuite(temporaryFolder().write(name, content));
const yaml = (content: string) => load(content, "night.yaml");
const refusal = async (suite: Promise<unknown>) => {
  const error = await rejection(suite);
  expect(error).toBeInstanceOf(InputError);
  return error.message;
};

describe("a suite of lines", () => {
  test("takes one message or a whole conversation, what is expected, and metadata", async () => {
    const { name, cases, notices } = await load(
      [
        '{"id": "late", "input": "you up?", "expected": "Somebody has to be.", "metadata": {"tags": ["night"], "at": "2026-03-01T23:30:00", "source": "desk"}}',
        "",
        '{"input": {"messages": [{"from_creator": false, "content": "hi"}, {"from_creator": true, "content": "Hello."}, {"from_creator": false, "content": "bot?", "timestamp": "2026-03-01T09:30:00Z"}]}, "assert": [{"type": "pipeline", "value": "disclose"}]}',
      ].join("\n"),
    );
    expect(name).toBe("night");
    expect(notices).toEqual([]);
    expect(cases).toEqual([
      {
        id: "late",
        conversation: "late",
        messages: [{ from: "user", text: "you up?" }],
        expected: "Somebody has to be.",
        tags: ["night"],
        at: "2026-03-01T23:30:00Z",
        metadata: { source: "desk" },
      },
      {
        id: "night-3",
        conversation: "night-3",
        messages: [
          { from: "user", text: "hi" },
          { from: "persona", text: "Hello." },
          { from: "user", text: "bot?", at: "2026-03-01T09:30:00Z" },
        ],
        tags: [],
        at: "2026-03-01T09:30:00Z",
        assertions: [{ type: "pipeline", negated: false, value: "disclose", weight: 1 }],
      },
    ]);
  });

  test("several acceptable replies: the first is compared with, and that is said", async () => {
    const { cases, notices } = await load('{"input": "hi", "expected": ["Hello.", "Evening."]}');
    expect(cases[0]).toMatchObject({ expected: "Hello.", metadata: { acceptable: ["Hello.", "Evening."] } });
    expect(notices).toEqual([expect.stringMatching(/1 of 1 case gives several acceptable replies/)]);
  });

  test.each([
    ['{"input": "hi"}\n{"input": ', /line 2: not JSON/],
    ['{"id": "a", "input": "hi"}\n{"id": "a", "input": "yo"}', /line 2: id is that of line 1 again/],
    ['{"imput": "hi"}', /line 1: input holds nothing/],
    ['{"input": "hi", "vars": {}}', /line 1: vars is an unknown key/],
    ['{"input": " "}', /line 1: input holds empty text/],
    ['{"input": {"messages": [{"from_creator": true, "content": "Hello."}]}}', /the user's message last/],
    ['{"input": "hi", "metadata": {"at": "yesterday"}}', /metadata\.at .*ISO 8601/],
    [
      '{"input": "hi", "assert": [{"type": "javascript", "value": "1"}]}',
      /line 1: assert\[0\]\.type: javascript is not supported/,
    ],
    ["\n\n  \n", /is empty/],
  ])("%j is refused with its line", async (content, reason) => {
    const message = await refusal(load(content));
    expect(message).toMatch(reason);
    expect(message).toMatch(/night\.jsonl/);
  });

  test("nothing that anybody wrote is quoted in an error", async () => {
    expect(
      await refusal(load('{"input": {"messages": [{"from_creator": true, "content": "my secret"}]}}')),
    ).not.toMatch(/secret/);
  });
});

describe("a suite in promptfoo's manner", () => {
  test("has a case for each test, with defaultTest's assertions first and variables filled in", async () => {
    const { cases } = await yaml(`
description: the night shift
defaultTest:
  assert:
    - type: not-guard
  metadata: { tags: [night] }
tests:
  - description: asks who it is
    vars: { message: "are you {{what}}?", what: a bot }
    assert:
      - { type: icontains, value: "AI", weight: 3 }
      - { type: not-contains, value: "I am not {{ what }}" }
  - vars: { message: hello }
    options: { disableDefaultAsserts: true }
`);
    expect(cases).toEqual([
      {
        id: "night-1",
        conversation: "night-1",
        messages: [{ from: "user", text: "are you a bot?" }],
        tags: ["night"],
        assertions: [
          { type: "guard", negated: true, weight: 1 },
          { type: "icontains", negated: false, value: "AI", weight: 3 },
          { type: "contains", negated: true, value: "I am not a bot", weight: 1 },
        ],
        metadata: { description: "asks who it is" },
      },
      { id: "night-2", conversation: "night-2", messages: [{ from: "user", text: "hello" }], tags: ["night"] },
    ]);
  });

  test("runs every combination of variables that are lists", async () => {
    const { cases } = await yaml(`
prompts: ["{{ question }}"]
tests:
  - vars: { name: [Ana, Rui], question: ["{{name}} here, hi", "it's {{name}}"] }
`);
    expect(cases.map(({ id, messages }) => [id, messages[0]?.text])).toEqual([
      ["night-1.1", "Ana here, hi"],
      ["night-1.2", "it's Ana"],
      ["night-1.3", "Rui here, hi"],
      ["night-1.4", "it's Rui"],
    ]);
  });

  test("a variable `messages` is a whole conversation", async () => {
    const { cases } = await yaml(`
tests:
  - vars:
      messages:
        - { role: user, content: hi }
        - { role: assistant, content: Hello. }
        - { role: user, content: bot? }
`);
    expect(cases[0]?.messages.map(({ from }) => from)).toEqual(["user", "persona", "user"]);
  });

  test("a test's threshold makes it pass or fail as a whole; templates can be referred to", async () => {
    const { cases } = await yaml(`
assertionTemplates:
  short: { type: regex, value: "^.{1,80}$" }
tests:
  - vars: { message: hi }
    threshold: 0.5
    assert:
      - $ref: "#/assertionTemplates/short"
      - { type: contains, value: kettle }
`);
    expect(cases[0]?.assertions).toMatchObject([
      { type: "assert-set", threshold: 0.5, value: [{ type: "regex" }, { type: "contains" }] },
    ]);
  });

  test("what is written and has no meaning here is said", async () => {
    const { notices } = await yaml(`
prompts: [You are kind., "file://other.txt"]
providers: [openai:gpt-5]
tests: [{ vars: { message: hi }, provider: x, assert: [{ type: guard }] }]
`);
    expect(notices.join("\n")).toMatch(/providers are not used[\s\S]*prompts are not used[\s\S]*provider of a test/);
  });

  test("names the first five of several problems, wherever they stand", async () => {
    const message = await refusal(
      yaml(`
scenarios: []
transform: x
defaultTest: { assert: x }
tests:
  - vars: { message: hi }
    assert: [{ type: javascript, value: x }, { type: icontain, value: a }]
  - file://more.yaml
  - vars: { a: 1, b: 2 }
`),
    );
    expect(message).toMatch(/7 problems/);
    for (const line of [2, 3, 4, 7]) expect(message).toMatch(new RegExp(`^ {2}line ${line}: `, "m"));
    expect(message).toMatch(/and 2 more/);
  });

  test.each([
    [
      "tests:\n  - vars: { message: hi }\n    assert:\n      - type: contains\n        value: a\n      - type: javascript\n        value: x",
      /line 6: javascript is not supported: it runs code/,
    ],
    [
      "tests:\n  - vars: { message: hi }\n    assert:\n      - type: icontain\n        value: a",
      /line 4: .*did you mean icontains/,
    ],
    [
      "tests:\n  - vars: { message: hi }\n    assertScoringFunction: file://a.js",
      /line 3: "assertScoringFunction" is not supported/,
    ],
    ["tests: file://more.yaml", /line 1: tests is a list of tests written in this file/],
    ["tests:\n  - file://more.yaml", /line 2: a test is an object with vars/],
    ["tests: []", /line 1: there are no tests$/m],
    ["description: nothing else", /line 1: there are no tests$/m],
    ["scenarios: []\ntests: [{ vars: { message: hi } }]", /line 1: "scenarios" is not supported/],
    ["tests:\n  - vars: { a: 1, b: 2 }", /line 2: no variable is what the user says/],
    ["tests:\n  - vars: { message: 'hi {{who}}' }", /line 2: message holds \{\{who\}\}/],
    ["tests:\n  - vars: { message: file://a.txt }", /names a file/],
    [
      "tests:\n  - vars: { message: hi }\n    assert: [{ type: contains, value: 'file://a.txt' }]",
      /files are not read/,
    ],
    [
      "tests:\n  - vars: { message: hi }\n    assert: [{ type: contains, value: '{{ a | upper }}' }]",
      /only \{\{name\}\}/,
    ],
    ["tests:\n  - vars: { message: hi }\n    assert: [{ $ref: '#/assertionTemplates/gone' }]", /\$ref/],
    [`tests:\n  - vars: { message: [${"a,".repeat(200)}], n: [${"1,".repeat(200)}] }`, /more than 10,000 combinations/],
    ["tests: [", /not valid YAML/],
  ])("%j is refused with its line", async (content, reason) => {
    const message = await refusal(yaml(content));
    expect(message).toMatch(reason);
    expect(message).toMatch(/night\.yaml/);
  });
});

test("another ending is refused with those that can be read", async () => {
  expect(await refusal(load("a,b", "night.csv"))).toMatch(/\.jsonl with a case a line, or \.yaml/);
});
