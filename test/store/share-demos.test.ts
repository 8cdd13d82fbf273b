import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Demo } from "../../brain/core/example.ts";
import { demoSharer } from "../../store/share-demos.ts";
import { evalCase, runLine } from "../evals/make-run.ts";

const demo = (id: string, reply: string, similarity: number): Demo => ({
  ...{ id, reply, similarity, conversation: "another", tags: [] },
  messages: [{ from: "user", text: `asked in ${id}` }],
});
const demos = fc.array(
  fc.record({ id: fc.constantFrom("a", "b"), reply: fc.constantFrom("x", "y"), similarity: fc.float({ noNaN: true }) }),
  { maxLength: 6 },
);

describe("lines whose demos are shared", () => {
  it("say the same, whichever demos they hold", () => {
    fc.assert(
      fc.property(fc.array(demos, { maxLength: 5 }), (given) => {
        const share = demoSharer();
        for (const [at, own] of given.entries()) {
          const shown = own.map(({ id, reply, similarity }) => demo(id, reply, similarity));
          const line = runLine("one", evalCase(`${at}`), { demos: shown });
          expect(share(structuredClone(line))).toEqual(line);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("hold the words of a demo once", () => {
    const share = demoSharer();
    const [one, other] = ["1", "2"].map((id) =>
      share(runLine("one", evalCase(id), { demos: [demo("a", "x", Number(id) / 10)] })),
    );
    expect(other?.prediction?.demos[0]?.messages).toBe(one?.prediction?.demos[0]?.messages);
  });

  it("are left alone where there is no answer", () => {
    const line = { program: "one", repeat: 0, case: evalCase("1"), error: { code: "timeout", message: "" } };
    expect(demoSharer()(line)).toBe(line);
  });
});
