import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAsides, withAsides } from "../../../brain/modules/with-asides.ts";

describe("what is said aside", () => {
  it("comes out while an item is still waited for", async () => {
    const asides = createAsides<string>();
    let give: (item: string) => void = () => {};
    const source = (async function* () {
      yield await new Promise<string>((resolve) => {
        give = resolve;
      });
    })();
    const heard = withAsides(source, asides);
    const first = heard.next();
    asides.add("asking again");
    expect(await first).toEqual({ done: false, value: { aside: "asking again" } });
    const second = heard.next();
    give("a word");
    expect(await second).toEqual({ done: false, value: { item: "a word" } });
    expect((await heard.next()).done).toBe(true);
  });

  it("neither loses nor reorders items, whatever is said between them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.nat(), fc.constant("aside"))), async (script) => {
        const asides = createAsides<number>();
        let said = 0;
        const source = (async function* () {
          for (const each of script) {
            if (each === "aside") asides.add(said++);
            else yield each;
          }
        })();
        const heard: unknown[] = [];
        const aside: number[] = [];
        for await (const part of withAsides(source, asides)) {
          if ("item" in part) heard.push(part.item);
          else aside.push(part.aside);
        }
        expect(heard).toEqual(script.filter((each) => each !== "aside"));
        expect(aside).toEqual(Array.from({ length: said }, (_, at) => at));
      }),
    );
  });

  it("throws what the source throws, and ends it where its reader leaves", async () => {
    const broken = (async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error("broken");
    })();
    await expect(async () => {
      for await (const _ of withAsides(broken, createAsides())) void _;
    }).rejects.toThrow("broken");

    let isEnded = false;
    const endless = (async function* () {
      try {
        for (;;) yield 1;
      } finally {
        isEnded = true;
      }
    })();
    for await (const _ of withAsides(endless, createAsides())) break;
    expect(isEnded).toBe(true);
  });
});
