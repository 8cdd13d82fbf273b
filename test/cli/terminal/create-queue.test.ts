import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createQueue, type QueuedItem } from "../../../cli/terminal/create-queue.ts";
import { createStore } from "../../../cli/terminal/create-store.ts";

const queue = () => {
  const store = createStore<{ queued: readonly string[] }>({ queued: [] });
  return { store, ...createQueue(store) };
};

describe("createQueue", () => {
  it("gives messages that follow each other as one, and commands one by one, in their order", () => {
    const { add, next, store } = queue();
    add({ kind: "message", text: "one" });
    add({ kind: "message", text: "two" });
    add({ kind: "command", text: "/why" });
    add({ kind: "message", text: "three" });
    expect(store.get().queued).toEqual(["one", "two", "/why", "three"]);
    expect(next()).toEqual({ kind: "message", text: "one\ntwo" });
    expect(store.get().queued).toEqual(["/why", "three"]);
    expect(next()).toEqual({ kind: "command", text: "/why" });
    expect(next()).toEqual({ kind: "message", text: "three" });
    expect(next()).toBeUndefined();
  });

  it("gives messages back and keeps commands; nothing is lost", () => {
    const item = fc.record({ kind: fc.constantFrom("message", "command"), text: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(item as fc.Arbitrary<QueuedItem>), (items) => {
        const { add, next, takeMessages } = queue();
        for (const each of items) add(each);
        const of = (kind: string) => items.filter((each) => each.kind === kind).map(({ text }) => text);
        expect(takeMessages()).toBe(of("message").join("\n"));
        const rest: string[] = [];
        for (let one = next(); one; one = next()) rest.push(one.text);
        expect(rest).toEqual(of("command"));
      }),
    );
  });
});
