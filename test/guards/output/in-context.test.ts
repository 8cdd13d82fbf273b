import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allow, type OutputVerdict } from "../../../brain/core/turn.ts";
import { compilePhrases, firstUnvetoed } from "../../../guards/compile-phrases.ts";
import { createGate } from "../../../guards/gate.ts";
import { inContext } from "../../../guards/output/in-context.ts";
import { type ReadText, rawSpan, readText, rememberLatest } from "../../../guards/read-text.ts";
import type { StreamGuard } from "../../../guards/stream-guard.ts";

const find = compilePhrases({
  classes: { place: ["park", "my place", "coffee shop"] },
  phrases: {
    hit: ["meet ~2 at [place]", "^ come over|$", "<!oh snap me", "on insta"],
    veto: ["nice to meet", "on the park"],
  },
});

/** A guard of phrases, with all that was shown in view or only with what bears on the sentence. */
const phrases = (read: ReadText, bears: boolean): StreamGuard => ({
  name: "phrases",
  check: (output) =>
    inContext(
      output,
      (text, from): OutputVerdict => {
        for (const reading of read(text)) {
          const hit = firstUnvetoed(
            find(reading.tokens),
            (match) => match.group === "hit" && rawSpan(reading, match.from, match.to)[1] > from,
          );
          if (hit === undefined) continue;
          const span = rawSpan(reading, hit.from, hit.to);
          return { action: "block", guard: "phrases", category: "phrases", reason: hit.phrase, span };
        }
        return allow;
      },
      bears ? read : undefined,
    ),
});

const words =
  "meet at park my place come over oh snap me on insta gram nice to the i n s t a Oh No 7 é 你好 in5ta 😊 it's".split(
    " ",
  );
const marks = [
  " ",
  " ",
  " ",
  " ",
  ". ",
  "! ",
  "? ",
  "; ",
  ", ",
  "\n",
  "\n\n",
  ".",
  "。",
  "...",
  " - ",
  "\t",
  "! 😊 ",
  "\u200b",
];
const texts = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...marks)), { minLength: 1, maxLength: 60 })
  .map((parts) => parts.flat().join(""));

describe("inContext", () => {
  it("finds with the last sentence in view what it finds with all that was shown", () => {
    const whole = phrases(readText, false);
    const short = phrases(rememberLatest(readText), true);
    fc.assert(
      fc.property(texts, fc.nat(400), (text, cut) => {
        const at = Math.min(cut, text.length);
        const output = { shown: text.slice(0, at), text: text.slice(at) };
        expect(short.check({ ...output })).toEqual(whole.check({ ...output }));
      }),
      { seed: 21, numRuns: 4000 },
    );
  });

  it("lets a phrase begin in what was shown", () => {
    const guard = phrases(readText, true);
    const output = { shown: "Well then. Do you want to meet me", text: " at my place tonight?" };
    expect(guard.check(output)).toMatchObject({ action: "block", span: [0, 12] });
  });

  it.each(["Oh! ", "7 pm. ", "Yes! I do. ", "Oh 😊! ", "It’s ok. ", "é! Ola. ", "你好。", "a\u200bbc. "])(
    "reads each unit of many small sentences a few times, however many there are: %j",
    async (unit) => {
      const unitsRead = async (length: number) => {
        let units = 0;
        const read = rememberLatest((raw: string) => {
          units += raw.length;
          return readText(raw);
        });
        await createGate({ guards: [phrases(read, true)] }).push(unit.repeat(length / unit.length));
        return units;
      };
      const some = await unitsRead(2_000);
      expect(some).toBeLessThan(16 * 2_000);
      expect(await unitsRead(8_000)).toBeLessThan(4.2 * some);
    },
  );
});
