import { describe, expect, it } from "vitest";
import { LmError, ProgramError } from "../../brain/core/errors.ts";
import type { Predict, RunLine } from "../../brain/core/ports.ts";
import { countPending, type Generation, generate, lineKey } from "../../evals/generate.ts";
import { emptyProgram, evalCase, prediction, reply } from "./make-run.ts";

const setUp = (extra: Partial<Generation> = {}) => {
  const lines: RunLine[] = [];
  const asked: string[] = [];
  const predict: Predict = async (program, one, { repeat }) => {
    asked.push(`${program.optimizer} ${one.id} ${repeat}`);
    return prediction(one, { reply: reply(`${program.optimizer} to ${one.id}`) });
  };
  const generation: Generation = {
    programs: ["one", "two"].map((name) => ({ name, program: { ...emptyProgram, optimizer: name } })),
    cases: [evalCase("a"), evalCase("b")],
    repeat: 2,
    predict,
    readable: async (one) => ({ ...one, messages: [{ from: "user", text: "readable" }] }),
    replies: true,
    concurrency: 2,
    append: async (line) => {
      lines.push(line);
    },
    done: new Set(),
    ...extra,
  };
  return { generation, lines, asked };
};

describe("generate", () => {
  it("has every program answer every case as often as was asked, the programs side by side", async () => {
    const { generation, lines } = setUp({ concurrency: 1 });
    await generate(generation);
    expect(lines.map(({ program, case: one, repeat }) => `${program} ${one.id} ${repeat}`)).toEqual([
      "one a 0",
      "two a 0",
      "one b 0",
      "two b 0",
      "one a 1",
      "two a 1",
      "one b 1",
      "two b 1",
    ]);
    expect(lines[0]?.prediction?.reply?.text).toBe("one to a");
    expect(lines[0]?.prediction).not.toHaveProperty("case");
    expect(new Set(lines.map(lineKey)).size).toBe(8);
  });

  it("keeps cases as models may read them, also where no answer came", async () => {
    const { generation, lines } = setUp({ repeat: 1, concurrency: 1 });
    const predict: Predict = async (program, one, options) => {
      if (program.optimizer === "two") throw new LmError("server", "the server failed (500)", { retryable: true });
      return { ...(await generation.predict(program, one, options)), case: await generation.readable(one) };
    };
    await generate({ ...generation, predict });
    expect(lines.map((line) => line.case.messages[0]?.text)).toEqual(Array(4).fill("readable"));
    expect(lines.map((line) => line.case.id)).toEqual(["a", "a", "b", "b"]);
  });

  it("asks nothing again that is done", async () => {
    const first = setUp();
    await generate(first.generation);
    const done = new Set(first.lines.slice(0, 5).map(lineKey));
    const second = setUp({ done });
    expect(countPending(second.generation)).toBe(3);
    await generate(second.generation);
    expect(second.asked).toHaveLength(3);
    expect(new Set([...done, ...second.lines.map(lineKey)])).toEqual(new Set(first.lines.map(lineKey)));
  });

  it("keeps the fault of one answer as a line, and goes on", async () => {
    const { generation, lines } = setUp({
      predict: async (_, one) => {
        if (one.id === "a") throw new LmError("server", "the server failed (500)", { retryable: true });
        return prediction(one);
      },
    });
    await generate(generation);
    expect(lines).toHaveLength(8);
    expect(lines.filter(({ error }) => error?.code === "server")).toHaveLength(4);
    expect(lines.every(({ error, prediction: made }) => (error === undefined) !== (made === undefined))).toBe(true);
  });

  it("loses no answer that came, and keeps no line of what was cancelled, when the budget is spent", async () => {
    const { generation, lines, asked } = setUp({ concurrency: 3 });
    const predict: Predict = async (program, one, options) => {
      if (asked.length === 4) throw new LmError("over-budget", "4 calls were allowed", { retryable: false });
      return generation.predict(program, one, options);
    };
    await expect(generate({ ...generation, predict })).rejects.toMatchObject({ code: "over-budget" });
    expect(lines).toHaveLength(4);
    expect(lines.every(({ error }) => error === undefined)).toBe(true);
  });

  it("appends nothing any more once it has ended", async () => {
    let letGo = () => {};
    let answered = false;
    const { generation, lines } = setUp({
      concurrency: 2,
      // The first call pays no heed to the signal and answers late.
      predict: async (program, one) => {
        if (program.optimizer === "two") throw new LmError("over-budget", "none were allowed", { retryable: false });
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        answered = true;
        return prediction(one);
      },
    });
    const ended = expect(generate(generation)).rejects.toMatchObject({ code: "over-budget" });
    await new Promise((resolve) => setImmediate(resolve));
    letGo();
    await ended;
    expect(answered).toBe(true);
    expect(lines).toHaveLength(1);
  });

  it("ends when a line cannot be kept", async () => {
    const { generation, asked } = setUp({
      concurrency: 1,
      append: async () => {
        throw new ProgramError("damaged", "the disk is full");
      },
    });
    await expect(generate(generation)).rejects.toMatchObject({ message: "the disk is full" });
    expect(asked).toHaveLength(1);
  });

  it("tells repetitions apart, and names that look alike", () => {
    const keys = [
      { program: "a", repeat: 1, case: { id: "b" } },
      { program: "a", repeat: 0, case: { id: "b" } },
      { program: "a,0", repeat: 0, case: { id: "b" } },
      { program: "a", repeat: 0, case: { id: '0,"b"' } },
    ];
    expect(new Set(keys.map(lineKey)).size).toBe(4);
  });
});
