import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { insertEntry } from "../../../app/sessions/insert-entry.ts";

const entry = { a: 1, b: ["x", { c: "é" }] };
const added = { a: 2, b: ["y", { c: "ü\n" }], d: [] };

const inserted = (text: string) => insertEntry(text, added).text;

describe("insertEntry", () => {
  it("writes an entry as the last one is written: on one line", () => {
    expect(inserted('[{"a":1},{"a":1}]')).toBe('[{"a":1},{"a":1},{"a":2,"b":["y",{"c":"ü\\n"}],"d":[]}]');
    expect(inserted('[\n {"a": 1, "b": 2}\n]\n')).toBe(
      '[\n {"a": 1, "b": 2},\n {"a": 2, "b": ["y", {"c": "ü\\n"}], "d": []}\n]\n',
    );
    expect(inserted('[{"a":1}, {"a":1}]')).toContain('}, {"a":2');
  });

  it.each(["  ", "    ", "\t", " "])("writes an entry as the last one is written: indented by %j", (unit) => {
    for (const list of [[entry], [entry, entry]]) {
      expect(inserted(JSON.stringify(list, null, unit))).toBe(JSON.stringify([...list, added], null, unit));
    }
  });

  it("follows a list whose entries stand at its own margin", () => {
    expect(inserted('[{\n  "a": 1\n}, {\n  "a": 1\n}]')).toBe(
      '[{\n  "a": 1\n}, {\n  "a": 1\n}, {\n  "a": 2,\n  "b": [\n    "y",\n    {\n      "c": "ü\\n"\n    }\n  ],\n  "d": []\n}]',
    );
  });

  it("follows line ends of Windows, and escapes where the file has no other characters", () => {
    const windows = (value: unknown) => JSON.stringify(value, null, 2).replaceAll("\n", "\r\n");
    expect(inserted(windows([{ a: 1 }]))).toBe(windows([{ a: 1 }, added]));
    expect(inserted('[{"a":"\\u00e9"}]')).toContain('"c":"\\u00fc\\n"');
  });

  it("keeps a byte order mark, blank lines and odd spaces", () => {
    expect(inserted('\uFEFF[ {"a":1}\n\n ,\n\n{"a":1}  ] \n\n')).toBe(
      '\uFEFF[ {"a":1}\n\n ,\n\n{"a":1},\n\n{"a":2,"b":["y",{"c":"ü\\n"}],"d":[]}  ] \n\n',
    );
  });

  it("begins an empty list", () => {
    for (const text of ["[]", "[]\n", "[\n]\n", " [  ]", "\uFEFF[]\r\n"]) {
      const { text: after } = insertEntry(text, added);
      expect(JSON.parse(after.replace(/^\uFEFF/, ""))).toEqual([added]);
      expect(after).toContain('[\n  {\n    "a": 2'.replaceAll("\n", text.includes("\r") ? "\r\n" : "\n"));
    }
  });

  it("is not led astray by brackets, commas and quotes within texts", () => {
    const list = [{ a: '],[{"' }, { "b}": "\\\\", c: "]" }];
    expect(JSON.parse(inserted(JSON.stringify(list)))).toEqual([...list, added]);
  });

  it("leaves every character before and after the new entry as it was, however the file is written", () => {
    const space = fc.stringMatching(/^[ \t\r\n]{0,4}$/);
    const value = fc.jsonValue({ maxDepth: 3 });
    const file = fc
      .record({
        values: fc.array(fc.oneof(fc.record({ a: value, "b\n": value }), value), { maxLength: 4 }),
        indents: fc.array(fc.constantFrom("", " ", "  ", "    ", "\t"), { minLength: 4, maxLength: 4 }),
        spaces: fc.array(space, { minLength: 12, maxLength: 12 }),
        mark: fc.constantFrom("", "\uFEFF"),
      })
      .map(({ values, indents, spaces, mark }) => {
        const at = (index: number) => spaces[index] ?? "";
        const entries = values.map(
          (each, row) => `${at(2 * row + 2)}${JSON.stringify(each, null, indents[row])}${at(2 * row + 3)}`,
        );
        return { values, text: `${mark}${at(0)}[${entries.length === 0 ? at(10) : entries.join(",")}]${at(1)}` };
      });
    fc.assert(
      fc.property(file, ({ values, text }) => {
        const { text: after, offset } = insertEntry(text, added);
        expect(after.slice(0, offset)).toBe(text.slice(0, offset));
        expect(after.endsWith(text.slice(offset))).toBe(true);
        expect(JSON.stringify(JSON.parse(after.replace(/^\uFEFF/, "")))).toBe(JSON.stringify([...values, added]));
      }),
      { numRuns: 400 },
    );
  });
});
