import { afterEach, expect, it, vi } from "vitest";
import { InputError } from "../../brain/core/errors.ts";
import { reportFault } from "../../cli/report-fault.ts";
import { tell } from "../../cli/tell.ts";
import { checkAssertions } from "../../evals/suites/check-assertions.ts";
import { persona } from "../fixtures/persona.ts";

const printed: string[] = [];
const spy = vi.spyOn(console, "error").mockImplementation((text) => void printed.push(String(text)));
afterEach(() => {
  printed.length = 0;
  spy.mockClear();
});

/** A category that turns the colour, clears the screen, writes backwards and begins a line of its own. */
const hostile = "\u009b31mcrisis\u009b2J\u202e\u2028understudy: all is well";

const faultOf = (category: string): unknown => {
  try {
    checkAssertions(
      [
        {
          id: category,
          conversation: "a",
          messages: [{ from: "user", text: "hi" }],
          tags: [],
          assertions: [{ type: "guard", negated: true, value: category, weight: 1 }],
        },
      ],
      { persona: persona() },
    );
  } catch (error) {
    return error;
  }
  return undefined;
};

it("prints no control character of a file in a fault, and no line that the file made up", async () => {
  const fault = faultOf(hostile);
  expect(fault).toBeInstanceOf(InputError);
  expect(await reportFault(fault)).toBe(2);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain("crisis");
  expect(printed[0]).toMatch(/^[\n\x20-\x7e]*$/);
  expect(printed[0]?.split("\n").filter((line) => line.startsWith("understudy:"))).toHaveLength(1);
  // Its own lines stay: what was found, what was expected.
  expect(printed[0]).toMatch(/\n {2}expected: /);
});

it("tells notices in the same way", () => {
  tell(`one\n  two ${hostile}`);
  expect(printed[0]?.split("\n")).toHaveLength(2);
  expect(printed[0]).toMatch(/^understudy: one\n {2}two crisis understudy: all is well$/);
});
