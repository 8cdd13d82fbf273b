import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEditing } from "../../../../cli/terminal/input/create-editing.ts";
import { type Editor, emptyEditor } from "../../../../cli/terminal/input/editor.ts";
import type { Key } from "../../../../cli/terminal/input/key.ts";
import { alt, ctrl, key, typed } from "./keys.ts";
import { boundariesOf, nastyText } from "./nasty-parts.ts";

/** Applies keys to a text in which | is the cursor, and gives the same notation. */
const pressing = (start: string, ...keys: Key[]): string => {
  const editing = createEditing();
  let editor: Editor = { text: start.replace("|", ""), cursor: start.indexOf("|") };
  for (const pressed of keys) editor = editing.press(editor, pressed) ?? editor;
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
};
const undo = ctrl("_");

describe("keys in a text", () => {
  it("type at the cursor", () => expect(pressing("ab|d", typed("c"))).toBe("abc|d"));

  it("move and delete by whole characters", () => {
    expect(pressing("a👩‍👩‍👧|", key("left"))).toBe("a|👩‍👩‍👧");
    expect(pressing("a👩‍👩‍👧|", key("backspace"))).toBe("a|");
    expect(pressing("|👩‍👩‍👧b", key("delete"))).toBe("|b");
    expect(pressing("|", key("backspace"), key("delete"), key("left"), key("right"))).toBe("|");
  });

  it("step out of a character that what was typed or deleted has made", () => {
    expect(pressing("|\u0301b", typed("a"))).toBe("a\u0301|b");
    expect(pressing("🇩x|🇪", key("backspace"))).toBe("🇩🇪|");
  });

  it("know the ends of lines and of the text", () => {
    expect(pressing("one\ntw|o\nthree", ctrl("a"))).toBe("one\n|two\nthree");
    expect(pressing("one\ntw|o\nthree", key("end"))).toBe("one\ntwo|\nthree");
    expect(pressing("one\ntw|o\nthree", ctrl("k"))).toBe("one\ntw|\nthree");
    expect(pressing("one\ntw|o\nthree", ctrl("u"))).toBe("one\n|o\nthree");
    expect(pressing("one\ntw|o\nthree", ctrl("k"), ctrl("k"))).toBe("one\ntw|three");
    expect(pressing("one\ntw|o\nthree", ctrl("u"), ctrl("u"))).toBe("one|o\nthree");
    for (const start of [ctrl("home"), alt("<")]) expect(pressing("one\ntw|o", start)).toBe("|one\ntwo");
    for (const end of [ctrl("end"), alt(">")]) expect(pressing("o|ne\ntwo", end)).toBe("one\ntwo|");
  });

  it("move and cut by words", () => {
    expect(pressing("so it goes|", alt("b"))).toBe("so it |goes");
    expect(pressing("|so it", ctrl("right"))).toBe("so| it");
    expect(pressing("see http://a.b|", ctrl("w"))).toBe("see |");
    expect(pressing("só isso|", alt("backspace"))).toBe("só |");
    expect(pressing("so |it goes", alt("d"))).toBe("so | goes");
  });

  it("break the line with Ctrl+J, Alt+Enter, Shift+Enter and Enter after a backslash", () => {
    expect(pressing("a|b", key("enter"))).toBe("a\n|b");
    expect(pressing("a|b", alt("return"))).toBe("a\n|b");
    expect(pressing("a|b", key("shift-return"))).toBe("a\n|b");
    expect(pressing("a\\|", key("return"))).toBe("a\n|");
  });

  it("leave Enter, Esc and unknown keys to others", () => {
    for (const name of ["return", "escape", "f5", ""]) {
      expect(createEditing().press({ text: "a", cursor: 1 }, key(name))).toBeUndefined();
    }
  });

  it("bring back what was cut: cuts that follow each other as one, Alt+Y those before", () => {
    expect(pressing("one two three|", ctrl("w"), ctrl("w"), ctrl("a"), ctrl("y"))).toBe("two three|one ");
    expect(pressing("a b|", ctrl("w"), ctrl("a"), ctrl("k"), key("left"), ctrl("y"))).toBe("a |");
    const twice = [ctrl("w"), key("left"), ctrl("w"), ctrl("y")];
    expect(pressing("x yy zz|", ...twice)).toBe("x yy| ");
    expect(pressing("x yy zz|", ...twice, alt("y"))).toBe("x zz| ");
    expect(pressing("x yy zz|", ...twice, alt("y"), alt("y"))).toBe("x yy| ");
    expect(pressing("x|", alt("y"), ctrl("y"))).toBe("x|");
  });

  it("exchange characters and change the case of words", () => {
    expect(pressing("ab|c", ctrl("t"))).toBe("acb|");
    expect(pressing("a👩‍👩‍👧|", ctrl("t"))).toBe("👩‍👩‍👧a|");
    expect(pressing("a\nb|", ctrl("t"))).toBe("a\nb|");
    expect(pressing("|oNE two", alt("u"))).toBe("ONE| two");
    expect(pressing("|ONE two", alt("l"))).toBe("one| two");
    expect(pressing("| éTÉ two", alt("c"))).toBe(" Été| two");
  });

  it("take back a word, a cut, a paste, each in one step", () => {
    const words = [..."so it"].map(typed);
    expect(pressing("|", ...words, undo)).toBe("so |");
    expect(pressing("|", ...words, undo, undo)).toBe("|");
    expect(pressing("one two|", ctrl("w"), ctrl("w"), undo)).toBe("one |");
    expect(pressing("abc|", key("backspace"), key("backspace"), undo)).toBe("abc|");
    expect(pressing("|abc", key("delete"), key("delete"), undo)).toBe("|abc");
    expect(pressing("ab|", typed("c"), key("left"), typed("d"), undo)).toBe("ab|c");
    expect(pressing("ab|", undo)).toBe("ab|");
    const editing = createEditing();
    const pasted = editing.insert({ text: "ab", cursor: 1 }, "one\ntwo");
    expect(editing.press(pasted, undo)).toEqual({ text: "ab", cursor: 1 });
  });
});

const anyKey = fc.oneof(
  fc.constantFrom(
    ...["left", "right", "home", "end", "backspace", "delete", "enter"].map((name) => key(name)),
    ...["b", "f", "d", "u", "l", "c", "y", "backspace", "<", ">"].map(alt),
    ...["w", "u", "k", "y", "t"].map(ctrl),
  ),
  fc.constantFrom("a", "B", " ", "é", "日", "👩‍👩‍👧", "\u0301", "🇩", "🇪", "\u200d", "🏽").map(typed),
);
const anyEditor = nastyText.chain((text) => fc.constantFrom(...boundariesOf(text)).map((cursor) => ({ text, cursor })));

describe("whatever is pressed", () => {
  it("the cursor stands between characters", () => {
    fc.assert(
      fc.property(anyEditor, fc.array(fc.oneof(anyKey, fc.constant(undo)), { maxLength: 20 }), (start, keys) => {
        const editing = createEditing();
        let editor: Editor = start;
        for (const pressed of keys) {
          editor = editing.press(editor, pressed) ?? editor;
          expect(boundariesOf(editor.text)).toContain(editor.cursor);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("undo comes back to what was, step by step", () => {
    fc.assert(
      fc.property(anyEditor, fc.array(anyKey, { maxLength: 20 }), (start, keys) => {
        const editing = createEditing();
        const texts = new Set<string>([start.text]);
        let editor: Editor = start;
        for (const pressed of keys) {
          editor = editing.press(editor, pressed) ?? editor;
          texts.add(editor.text);
        }
        for (let steps = 0; steps <= keys.length; steps++) {
          editor = editing.press(editor, undo) ?? editor;
          expect(texts).toContain(editor.text);
        }
        expect(editor.text).toBe(start.text);
      }),
      { numRuns: 300 },
    );
  });

  it("undo brings the cursor of one change back, too", () => {
    fc.assert(
      fc.property(anyEditor, anyKey, (start, pressed) => {
        const editing = createEditing();
        const after = editing.press(start, pressed) ?? start;
        if (after.text !== start.text) expect(editing.press(after, undo)).toEqual(start);
      }),
    );
  });

  it("what was cut comes back where it was, unless its neighbours have joined", () => {
    const cuts = [ctrl("w"), ctrl("u"), ctrl("k"), alt("d"), alt("backspace")];
    fc.assert(
      fc.property(anyEditor, fc.constantFrom(...cuts), (start, cut) => {
        const editing = createEditing();
        const after = editing.press(start, cut) ?? emptyEditor;
        const length = start.text.length - after.text.length;
        const { cursor } = after;
        const isPlace = start.text.slice(0, cursor) + start.text.slice(cursor + length) === after.text;
        // Where the neighbours have become one character the cursor stands behind it.
        fc.pre(length > 0 && isPlace && boundariesOf(after.text).includes(cursor));
        expect(editing.press(after, ctrl("y"))?.text).toBe(start.text);
      }),
    );
  });
});
