import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson, placeAt } from "../../app/parse-json.ts";
import { type JsonPath, scanJson } from "../../app/scan-json.ts";

const faultOf = (text: string): string => {
  try {
    parseJson(text, "data.json");
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected a refusal");
};

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Writes a value with random space between its parts and notes where each value begins. */
const layOut = (value: unknown, spaces: readonly string[]) => {
  const places: { path: JsonPath; offset: number; value: unknown }[] = [];
  let text = "";
  let step = 0;
  const space = () => {
    text += spaces[step++ % spaces.length] ?? "";
  };
  const write = (part: unknown, path: JsonPath) => {
    space();
    places.push({ path, offset: text.length, value: part });
    if (typeof part !== "object" || part === null) {
      text += JSON.stringify(part);
    } else {
      const isList = Array.isArray(part);
      text += isList ? "[" : "{";
      for (const [row, [key, inner]] of Object.entries(part).entries()) {
        if (row > 0) text += ",";
        if (!isList) {
          space();
          text += JSON.stringify(key);
          space();
          text += ":";
        }
        write(inner, [...path, isList ? Number(key) : key]);
        space();
      }
      text += isList ? "]" : "}";
    }
  };
  write(value, []);
  space();
  return { text, places };
};

const spacing = fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\n\n  ", "\t"), { minLength: 1, maxLength: 7 });
const keyed = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });

describe("parseJson", () => {
  test("every value of any document is located at its line and column", () => {
    fc.assert(
      fc.property(keyed, spacing, (value, spaces) => {
        const { text, places } = layOut(value, spaces);
        const document = parseJson(text, "data.json");
        expect(document.value).toEqual(JSON.parse(text));
        const before = places.map(({ offset }) => text.slice(0, offset).split("\n"));
        const expected = before.map((lines) => ({ line: lines.length, column: (lines.at(-1) ?? "").length + 1 }));
        expect(document.locate(places.map(({ path }) => path))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("a value that is missing is located at its nearest parent", () => {
    const { locate } = parseJson('[\n  { "a": {\n "b": 1 } }\n]', "data.json");
    expect(locate([[0, "a", "c"], [0, "x", "y"], [5]])).toEqual([
      { line: 2, column: 10 },
      { line: 2, column: 3 },
      { line: 1, column: 1 },
    ]);
  });

  test("of a key that is there twice the last one is located, as JSON.parse keeps it", () => {
    expect(parseJson('{"a":1,\n"a":2}', "data.json").locate([["a"]])).toEqual([{ line: 2, column: 5 }]);
  });

  test.each([
    ["[1,\n 2", /ends too early, at line 2, column 3: it looks half-written/],
    ['[{"a": "half', /half-written/],
    ['{"a": tru', /half-written/],
    ["[12.", /half-written/],
    ['["\\u00', /half-written/],
    ["[1,\n2,]", /line 2, column 3: found \]/],
    ['{"a": 1,}', /column 9: found }[\s\S]*key in "double quotes"/],
    ["{'a': 1}", /column 2: found '/],
    ['[1 "x"]', /column 4: found "[\s\S]*a comma or \]/],
    ['["a\nb"]', /column 4: found a line break/],
    ["[NaN]", /column 2: found a letter/],
    ["[01]", /column 2: found a digit/],
    ['{"a":1}\n{"a":2}', /line 2, column 1: found {[\s\S]*JSON Lines/],
    ["// note\n[]", /column 1: found \//],
    ["nothing of this", /column 1: found a letter/],
  ])("%j is refused with its place", (text, reason) => {
    expect(faultOf(text)).toMatch(reason);
  });

  test("no message quotes a word of the file", () => {
    for (const text of ['["secret"', '{"secret": secret}', "secret", '["secret" "secret"]', '["sec\nret"]']) {
      expect(faultOf(text)).not.toMatch(/secret|sec/);
    }
  });

  test("depth and number of values are bounded for large files only, before memory is spent", () => {
    const padding = " ".repeat(5 * 1024 * 1024);
    expect(faultOf(padding + "[".repeat(1_000_000))).toMatch(/at most 64 levels/);
    expect(parseJson(`${"[".repeat(100)}${"]".repeat(100)}`, "data.json").value).toHaveLength(1);
  });
});

describe("scanJson", () => {
  test("agrees with JSON.parse on whole, cut and damaged documents", () => {
    const damage = fc.constantFrom(..."{}[]:,\"\\ \n\u0001-+.eE0179tfnul'/a");
    fc.assert(
      fc.property(keyed, spacing, fc.nat(), fc.option(damage), fc.boolean(), (value, spaces, position, unit, cut) => {
        const { text } = layOut(value, spaces);
        const at = position % (text.length + 1);
        const changed = cut ? text.slice(0, at) : text.slice(0, at) + (unit ?? "") + text.slice(at + 1);
        expect(scanJson(changed) === undefined).toBe(parses(changed));
      }),
      { numRuns: 2000 },
    );
  });

  test("calls a document that was cut anywhere half-written, never wrong", () => {
    fc.assert(
      fc.property(keyed, spacing, fc.nat(), (value, spaces, position) => {
        const { text } = layOut(value, spaces);
        const fault = scanJson(text.slice(0, position % text.length));
        expect(fault === undefined || (fault.ended && fault.offset === position % text.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("does not overflow the stack on a million levels", () => {
    expect(scanJson("[".repeat(1_000_000))).toMatchObject({ ended: true, offset: 1_000_000 });
  });
});

test("placeAt counts lines and columns from 1", () => {
  expect([0, 1, 2, 3].map((offset) => placeAt("a\nbc", offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
  ]);
});
