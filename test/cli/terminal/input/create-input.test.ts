import { describe, expect, it } from "vitest";
import { createStore } from "../../../../cli/terminal/create-store.ts";
import { createInput, type InputParts } from "../../../../cli/terminal/input/create-input.ts";
import { emptyEditor } from "../../../../cli/terminal/input/editor.ts";
import type { InputStore } from "../../../../cli/terminal/input/input-store.ts";
import type { Key } from "../../../../cli/terminal/input/key.ts";
import type { Menu, Suggestion } from "../../../../cli/terminal/input/menu.ts";
import { alt, ctrl, key, typed } from "./keys.ts";

const names = ["/retry", "/rename ", "/reload", "/quit"];
const suggestions = (line: string): readonly Suggestion[] =>
  names.filter((text) => text.startsWith(line)).map((text) => ({ text, label: text.trim() }));

const open = (parts: Partial<Omit<InputParts, "store">> = {}) => {
  const store: InputStore = createStore({
    editor: emptyEditor,
    menu: undefined as Menu | undefined,
    lead: undefined as string | undefined,
  });
  const faults: unknown[] = [];
  const input = createInput({
    store,
    suggest: suggestions,
    editOutside: async (text) => text,
    failed: (error) => faults.push(error),
    ...parts,
  });
  const press = (...keys: Key[]) => keys.map((pressed) => input.key(pressed)).at(-1);
  return {
    store,
    input,
    faults,
    press,
    type: (text: string) => press(...[...text].map(typed)),
    text: () => store.get().editor.text,
    /** The text with | for the cursor. */
    shown: () => {
      const { text, cursor } = store.get().editor;
      return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
    },
    /** Labels, the selected one in brackets. */
    menu: () =>
      store
        .get()
        .menu?.suggestions.map(({ label }, index) => (index === store.get().menu?.selected ? `[${label}]` : label)),
  };
};

const enter = key("return");
const up = key("up");
const down = key("down");
const tab = key("tab");
const esc = key("escape");
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a message", () => {
  it("is sent with Enter as it was written, and the input is empty again", () => {
    const { type, press, text } = open();
    type(" hi ");
    expect(press(enter)).toEqual({ submit: " hi " });
    expect(text()).toBe("");
    expect(press(ctrl("_"))).toBe(true);
    expect(text()).toBe("");
  });

  it("is not sent where there is nothing but spaces", () => {
    const { type, press, text } = open();
    type("  ");
    expect(press(enter)).toBe(true);
    expect(text()).toBe("  ");
  });

  it("takes a paste of lines without sending it, and gives it up in one step", () => {
    const { input, type, press, text } = open();
    type("so: ");
    input.paste("one\ntwo\n");
    expect(text()).toBe("so: one\ntwo\n");
    press(ctrl("x"), ctrl("u"));
    expect(text()).toBe("so: ");
  });

  it("can be set and cleared, and taken back", () => {
    const { input, type, press, text, shown } = open();
    type("draft");
    input.set("another\r\none\x1b[2J");
    expect(shown()).toBe("another\none[2J|");
    press(ctrl("_"));
    expect(text()).toBe("draft");
    input.clear();
    expect(text()).toBe("");
    press(ctrl("_"));
    expect(text()).toBe("draft");
  });

  it("leaves the chat's own keys alone", () => {
    const { press } = open();
    for (const chatKey of [esc, ctrl("c"), ctrl("d"), ctrl("z"), ctrl("o"), ctrl("l"), tab]) {
      expect(press(chatKey)).toBe(false);
    }
    for (const name of ["pageup", "pagedown", "f1"]) expect(press(key(name))).toBe(false);
  });

  it("takes a key that does not belong to Ctrl+X for itself", () => {
    const { press, text } = open();
    press(ctrl("x"), typed("a"), ctrl("u"));
    expect(text()).toBe("");
    expect(press(ctrl("x"), ctrl("c"))).toBe(false);
  });
});

describe("arrows", () => {
  it("go through lines first, in one column, then through what was sent", () => {
    const { input, press, shown } = open();
    input.recall(["earlier"]);
    input.remember("before");
    input.paste("long line\n\nlast line");
    press(up);
    expect(shown()).toBe("long line\n|\nlast line");
    press(up);
    expect(shown()).toBe("long line|\n\nlast line");
    press(up);
    expect(shown()).toBe("before|");
    press(up, up);
    expect(shown()).toBe("earlier|");
    press(down, ctrl("n"));
    expect(shown()).toBe("long line\n\nlast line|");
    expect(press(down)).toBe(true);
  });

  it("walk past commands that were sent, without their menus", () => {
    const { input, press, menu, text } = open();
    input.remember("hello");
    input.remember("/retry");
    press(up);
    expect(text()).toBe("/retry");
    expect(menu()).toBeUndefined();
    press(up);
    expect(text()).toBe("hello");
  });
});

describe("a line that begins with a slash", () => {
  it("offers what it may become, as soon as the slash is there", () => {
    const { type, menu, press } = open();
    type("/");
    expect(menu()).toEqual(["[/retry]", "/rename", "/reload", "/quit"]);
    type("re");
    expect(menu()).toEqual(["[/retry]", "/rename", "/reload"]);
    press(key("backspace"), key("backspace"), key("backspace"));
    expect(menu()).toBeUndefined();
  });

  it("offers nothing for a message, and a space makes a slash one", () => {
    const { input, type, menu } = open({ suggest: () => suggestions("/") });
    type("a/");
    expect(menu()).toBeUndefined();
    input.clear();
    type(" /");
    expect(menu()).toBeUndefined();
    input.clear();
    input.paste("/usr/bin\n/usr/lib");
    expect(menu()).toBeUndefined();
  });

  it("is completed with Tab or →: what all begin with, then the selected one", () => {
    const { type, press, text } = open();
    type("/r");
    press(tab);
    expect(text()).toBe("/re");
    press(tab);
    expect(text()).toBe("/retry");
    press(ctrl("_"));
    press(down, key("right"));
    expect(text()).toBe("/rename ");
    press(ctrl("_"), key("left"));
    expect(press(key("right"))).toBe(true);
    expect(text()).toBe("/re");
  });

  it("is chosen with the arrows, around the ends, and stays chosen while one types on", () => {
    const { type, press, menu } = open();
    type("/r");
    press(up);
    expect(menu()).toEqual(["/retry", "/rename", "[/reload]"]);
    type("e");
    expect(menu()).toEqual(["/retry", "/rename", "[/reload]"]);
    press(down, key("shift-tab"), key("shift-tab"));
    expect(menu()).toEqual(["/retry", "[/rename]", "/reload"]);
  });

  it("is sent with Enter where it is complete, and never before one has seen it", () => {
    const { type, press, text } = open();
    type("/ret");
    expect(press(enter)).toBe(true);
    expect(text()).toBe("/retry");
    expect(press(enter)).toEqual({ submit: "/retry" });
    type("/rename");
    expect(press(enter)).toEqual({ submit: "/rename" });
    type("/unknown");
    expect(press(enter)).toEqual({ submit: "/unknown" });
    type("/r");
    press(down, down);
    expect(press(enter)).toBe(true);
    expect(press(enter)).toEqual({ submit: "/reload" });
  });

  it("is sent with one Enter where it needs nothing more, and is the only one or was chosen", () => {
    const whole = (line: string) => suggestions(line).map((each) => ({ ...each, isWhole: each.text !== "/quit" }));
    const { type, press, text } = open({ suggest: whole });
    type("/ret");
    expect(press(enter)).toEqual({ submit: "/retry" });
    expect(text()).toBe("");
    type("/r");
    press(down);
    expect(press(enter)).toEqual({ submit: "/rename" });
    type("/r");
    expect([press(enter), text()]).toEqual([true, "/retry"]);
    press(ctrl("u"));
    type("/q");
    expect([press(enter), text()]).toEqual([true, "/quit"]);
  });

  it("keeps an argument as it was typed, unless another was chosen", () => {
    const turns = [
      { text: "/why 1", label: "1" },
      { text: "/why 12", label: "12" },
    ];
    const { type, press } = open({ suggest: (line) => turns.filter(({ text }) => text.startsWith(line)) });
    type("/why ");
    expect(press(enter)).toEqual({ submit: "/why " });
    type("/why ");
    press(down);
    expect(press(enter)).toBe(true);
    expect(press(enter)).toEqual({ submit: "/why 12" });
  });

  it("has its menu closed by Esc, and nothing else, until another line or Tab", () => {
    const { type, press, menu, text } = open();
    type("/r");
    expect(press(esc)).toBe(true);
    expect(press(esc)).toBe(false);
    expect(text()).toBe("/r");
    type("e");
    expect(menu()).toBeUndefined();
    press(tab);
    expect(menu()).toHaveLength(3);
    press(esc, ctrl("u"));
    type("/q");
    expect(menu()).toEqual(["[/quit]"]);
  });

  it("shows only the newest answer, and what still fits until it is there", async () => {
    const answers: ((suggestions: readonly Suggestion[]) => void)[] = [];
    const { type, menu, press } = open({ suggest: () => new Promise((resolve) => answers.push(resolve)) });
    type("/r");
    answers[1]?.(suggestions("/r"));
    await settled();
    expect(menu()).toHaveLength(3);
    type("et");
    expect(menu()).toEqual(["[/retry]"]);
    answers[3]?.([{ text: "/retry now", label: "newest" }]);
    answers[2]?.([{ text: "/retry then", label: "late" }]);
    await settled();
    expect(menu()).toEqual(["[newest]"]);
    type("r");
    press(esc);
    answers[4]?.(suggestions("/"));
    await settled();
    expect(menu()).toBeUndefined();
  });

  it("can be sent where no suggestions can be made", async () => {
    const failing = open({ suggest: () => Promise.reject(new Error("no disk")) });
    failing.type("/x");
    await settled();
    expect(failing.press(enter)).toEqual({ submit: "/x" });
    const throwing = open({
      suggest: () => {
        throw new Error("no disk");
      },
    });
    throwing.type("/x");
    expect(throwing.press(enter)).toEqual({ submit: "/x" });
  });
});

describe("Ctrl+R", () => {
  const searching = () => {
    const chat = open();
    chat.input.recall(["rain in Porto", "sun in Lisbon"]);
    chat.input.remember("more rain");
    chat.type("draft");
    chat.store.update({ lead: "edit 3 › " });
    chat.press(ctrl("r"));
    return chat;
  };

  it("offers what was sent, across sessions, and narrows it while one types", () => {
    const { type, menu, store, press } = searching();
    expect(store.get().lead).toBe("search: ");
    expect(menu()).toEqual(["[more rain]", "sun in Lisbon", "rain in Porto"]);
    type("RAIN");
    expect(menu()).toEqual(["[more rain]", "rain in Porto"]);
    press(ctrl("r"));
    expect(menu()).toEqual(["more rain", "[rain in Porto]"]);
    press(ctrl("s"));
    expect(menu()).toEqual(["[more rain]", "rain in Porto"]);
    type("!");
    expect(menu()).toEqual([]);
    expect(store.get().menu?.title).toBe("nothing found");
  });

  it("sends what was found with Enter, and keeps the draft", () => {
    const { type, press, text, menu, store } = searching();
    type("sun");
    expect(press(enter)).toEqual({ submit: "sun in Lisbon" });
    expect([text(), menu(), store.get().lead]).toEqual(["draft", undefined, "edit 3 › "]);
  });

  it("takes it into the input with Esc, Tab or →, and the draft can be brought back", () => {
    for (const take of [esc, tab, key("right")]) {
      const { type, press, shown, menu } = searching();
      type("sun");
      expect(press(take)).toBe(true);
      expect(shown()).toBe("sun in Lisbon|");
      expect(menu()).toBeUndefined();
      press(ctrl("_"));
      expect(shown()).toBe("draft|");
    }
  });

  it("is given up with Ctrl+G, or where nothing was found, and the draft is there again", () => {
    const { type, press, shown, store } = searching();
    type("sun");
    press(ctrl("g"));
    expect([shown(), store.get().lead, store.get().menu]).toEqual(["draft|", "edit 3 › ", undefined]);
    press(ctrl("r"));
    type("no such words");
    expect(press(enter)).toBe(true);
    expect(shown()).toBe("draft|");
  });

  it("has its words edited as any text, on one line", () => {
    const { type, press, input, shown, menu } = searching();
    type("rain snow");
    press(ctrl("w"), key("backspace"), key("enter"));
    expect(shown()).toBe("rain|");
    expect(menu()).toEqual(["[more rain]", "rain in Porto"]);
    press(ctrl("u"));
    input.paste("sun\nin");
    expect(shown()).toBe("sun in|");
    expect(press(ctrl("d"), ctrl("o"))).toBe(false);
    input.clear();
    expect(shown()).toBe("|");
  });

  it("says so where nothing was sent before", () => {
    const { press, store } = open();
    press(ctrl("r"));
    expect(store.get().menu).toEqual({ suggestions: [], selected: 0, title: "nothing was sent before" });
  });

  it("shows the part of a long message that was found, on one line", () => {
    const { input, type, press, menu } = open();
    input.remember(`${"word ".repeat(100)}\nneedle in\nit`);
    press(ctrl("r"));
    type("needle");
    expect(menu()).toEqual(["[…word word word needle in it]"]);
  });
});

describe("the editor outside", () => {
  it("is opened with Ctrl+G or Ctrl+X Ctrl+E, and what it leaves can be taken back", async () => {
    const { type, press, shown } = open({ editOutside: async (text) => `${text}\r\nlonger` });
    type("short");
    press(ctrl("g"));
    await settled();
    expect(shown()).toBe("short\nlonger|");
    press(ctrl("x"), ctrl("e"));
    await settled();
    expect(shown()).toBe("short\nlonger\nlonger|");
    press(ctrl("_"), ctrl("_"));
    expect(shown()).toBe("short|");
  });

  it("leaves the text as it was where it fails, and tells", async () => {
    const fault = new Error("no editor");
    const { type, press, shown, faults } = open({ editOutside: () => Promise.reject(fault) });
    type("short");
    press(ctrl("g"), ctrl("g"));
    await settled();
    expect(shown()).toBe("short|");
    expect(faults).toEqual([fault]);
    expect(press(alt("b"))).toBe(true);
  });
});
