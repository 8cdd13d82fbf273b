import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import { InputError, LmError } from "../../brain/core/errors.ts";
import { caseOf, type EvalCase, type Metric, type Prediction } from "../../brain/core/evaluation.ts";
import type { CompileOptions, CompileProgress, Evaluate, ModelConnection } from "../../brain/core/ports.ts";
import { keptPrivate } from "../../brain/core/session.ts";
import type { MeterLimits } from "../../brain/lms/metered.ts";
import { offline } from "../../brain/lms/offline.ts";
import { hashText } from "../../brain/text/hash.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { type GepaSettings, gepa } from "../../optimizers/gepa.ts";
import { scripted } from "../brain/lms/scripted.ts";
import { prediction } from "../evals/metrics/make-prediction.ts";
import { memoryCalls } from "../fixtures/memory-calls.ts";
import { startLearningTogether, trueReplies } from "../servers/learning-together.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { devset, examples, learner, trainset, wordF1 } from "./learning.ts";

const { fetch, close } = createFetch();
afterAll(close);

const student = { signature: "respond", instructions: "Answer the user's latest message as the persona would." };
const settings: GepaSettings = { ...defaultDemoSettings, k: 3 };
const hint = "Say it plainly.";

/** Those of one user are private: the turn sees them, and models do not. */
let isPrivate = (_: EvalCase) => false;
const answeredAs = (one: EvalCase): Prediction =>
  prediction({
    case: isPrivate(one) ? { ...one, messages: [{ from: "user", text: keptPrivate }] } : one,
    reply: { text: "Very well.", by: isPrivate(one) ? "care" : "model" },
  });

/** Answers are worth 0.4, 0.8 with the hint, and a little more or less by chance of the case and the instruction. */
const fakeEvaluate = (
  fault?: (instruction: string, one: EvalCase, asked: number) => Error | undefined,
): Evaluate & { asked: string[] } =>
  Object.assign(
    async function evaluate(this: unknown, ...[program, cases, { signal, onCase, metric }]: Parameters<Evaluate>) {
      return cases.map((one) => {
        if (signal?.aborted) throw new LmError("aborted", "stopped", { retryable: false });
        const { instructions } = program.student;
        asked.push(`${instructions} | ${one.id}`);
        const error = fault?.(instructions, one, asked.length);
        if (error instanceof LmError) throw error;
        const chance = hashText(`${instructions} ${one.id}`) / 2 ** 32 / 10;
        const score = (instructions.includes(hint) ? 0.8 : 0.4) + chance;
        const scored = error
          ? { case: one, error: { code: "server", message: "it failed" } }
          : { case: one, prediction: answeredAs(one), scored: { score, reason: `by ${metric.name}` } };
        onCase?.(scored);
        return scored;
      });
    },
    { asked: [] as string[] },
  );
// What was asked is kept by the function itself, so that each test has its own.
let asked: string[] = [];
const evaluating = (fault?: Parameters<typeof fakeEvaluate>[0]) => {
  const evaluate = fakeEvaluate(fault);
  asked = evaluate.asked;
  return evaluate;
};

/** Proposes the hint at every third rewriting. */
const reflecting = () => {
  let rewritings = 0;
  return scripted((_, { system }) =>
    system.includes("New Value")
      ? [`New Value: Answer them in manner ${rewritings++}. ${rewritings % 3 === 0 ? hint : "And more."}`]
      : ["Feedback Summary: Not plain enough."],
  );
};

const compile = (
  {
    evaluate = evaluating(),
    reflect = reflecting() as ModelConnection,
    seed = 1,
    ...changes
  }: Partial<GepaSettings> & {
    evaluate?: Evaluate;
    reflect?: ModelConnection;
  } = {},
  options: CompileOptions = {},
) =>
  gepa(
    { ...settings, trials: 9, ...changes },
    { embedder: countingEmbedder(), evaluate, summarize, seed, reflect },
  ).compile(student, trainset, { metric: wordF1, devset, ...options });

describe("GEPA", () => {
  it("finds the instruction that does better on the devset, and tells how all of them did", async () => {
    const program = await compile();
    expect(program.optimizer).toBe("gepa");
    expect(program.student.instructions).toContain(hint);
    const [first] = program.candidates;
    expect(first).toMatchObject({ name: "instruction as it was", baseline: true, n: 6, clusters: 6, errors: 0 });
    const kept = program.candidates.filter((one) => one.settings.kept === true);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ baseline: false, settings: { instruction: program.student.instructions } });
    expect(kept[0]?.mean).toBeGreaterThan(first?.mean ?? 1);
    expect(program.trainset).toEqual(trainset);
  });

  it("stays with the instruction as it was where none does better, and says so", async () => {
    const reflect = scripted((call) => [`New Value: Something that is no better, number ${call}.`]);
    const evaluate: Evaluate = async (program, cases) =>
      cases.map((one) => ({
        case: one,
        scored: {
          score: program.student.instructions === student.instructions ? 0.5 : one.id.endsWith("4") ? 0.4 : 0.6,
          reason: "",
        },
      }));
    const program = await compile({ evaluate, reflect });
    expect(program.student).toEqual(student);
    expect(program.candidates.length).toBeGreaterThan(1);
    expect(program.candidates.filter(({ settings: { kept } }) => kept)).toEqual([
      expect.objectContaining({ baseline: true }),
    ]);
  });

  it("shows the reflecting model what was asked, said, expected, and what the metric says of it", async () => {
    const reflect = reflecting();
    await compile({ reflect, trials: 1 });
    const [critique, proposal] = reflect.asked;
    expect(critique?.message).toContain("scored 0.4");
    expect(critique?.message).toContain("by word-f1: by word-f1");
    expect(critique?.message).toMatch(/User: .* the (ferry|garden|kettle|market|radio|letters)/);
    expect(critique?.message).toContain('"expectedReply"');
    expect(proposal?.message).toContain(student.instructions);
    expect(new Set(reflect.asked.map(({ seed }) => seed)).size).toBe(reflect.asked.length);
  });

  it("shows the reflecting model no words that no model may read, and that there is nothing to learn from them", async () => {
    isPrivate = () => true;
    const reflect = reflecting();
    await compile({ reflect, trials: 3 });
    isPrivate = () => false;
    const read = reflect.asked.map(({ system, message }) => `${system}\n${message}`).join("\n");
    expect(read).toContain(keptPrivate);
    expect(read).toContain("nothing can be learned here");
    for (const { messages, reply } of trainset) {
      expect(read).not.toContain(messages.at(-1)?.text);
      expect(read).not.toContain(reply);
    }
  });

  it("shows the reflecting model the newest notes on bad replies, each once and on one line", async () => {
    const reflect = reflecting();
    const notes = ["the oldest", "two", "three", "four", " too\n eager ", "five", "five", "x".repeat(1000)];
    const optimizer = gepa(
      { ...settings, trials: 1 },
      { embedder: countingEmbedder(), evaluate: evaluating(), summarize, seed: 1, reflect, notes },
    );
    await optimizer.compile(student, trainset, { metric: wordF1, devset });
    const [critique] = reflect.asked;
    const told = [...(critique?.message ?? "").matchAll(/wrote of a bad reply: \\"(.*?)\\"/g)].map(([, note]) => note);
    expect(told).toEqual(["three", "four", "too eager", "five", `${"x".repeat(199)}…`]);
  });

  it("goes the same way again with the same seed, and another with another", async () => {
    const wayOf = async (seed: number) => {
      const evaluate = evaluating();
      const program = await compile({ evaluate, seed, trials: 4 });
      return { program, asked: [...asked] };
    };
    const [one, same, other] = [await wayOf(1), await wayOf(1), await wayOf(2)];
    expect(same).toEqual(one);
    expect(other.asked).not.toEqual(one.asked);
  });

  it("keeps to the calls that it may plan for, and refuses fewer than one trial takes", async () => {
    for (const calls of [21, 40, 80]) {
      const reflect = reflecting();
      await compile({ reflect, evaluate: evaluating() }, { budget: { calls } });
      expect(asked.length + reflect.asked.length).toBeLessThanOrEqual(calls);
    }
    await expect(compile({}, { budget: { calls: 20 } })).rejects.toThrow(/at least 21/);
    await expect(compile({}, { budget: { calls: 0 } })).rejects.toThrow(InputError);
  });

  it("measures the best and the first on the whole of a large devset", async () => {
    const large = Array.from({ length: 130 }, (_, n) => ({
      ...(devset[0] as EvalCase),
      id: `case ${n}`,
      conversation: `of ${n}`,
    }));
    const { candidates } = await compile({ trials: 3 }, { devset: large });
    expect(candidates[0]?.n).toBe(130);
    expect(candidates.find(({ settings: { kept } }) => kept)?.n).toBe(130);
  });

  it("tells how far it is, how the candidate does, and the best so far", async () => {
    const told: CompileProgress[] = [];
    await compile({}, { onProgress: (progress) => told.push(progress) });
    const phases = new Set(told.map(({ phase }) => phase));
    expect(phases).toContain("the instruction as it was");
    expect(phases).toContain("rewriting 3 of 9");
    expect(told.every(({ done, total }) => done <= total)).toBe(true);
    expect(told.at(-1)?.best?.summary.mean).toBeGreaterThan(0.8);
    expect(told.some(({ candidate }) => candidate?.summary !== undefined)).toBe(true);
  });

  it.each([10, 21, 30])("ends with the best so far when the budget is spent at answer %i", async (most) => {
    const spent = new LmError("over-budget", "spent", { retryable: false });
    const program = await compile({ evaluate: evaluating((_, __, at) => (at > most ? spent : undefined)) });
    expect(asked).toHaveLength(most + 1);
    expect(program.candidates[0]).toMatchObject({ n: 6 });
  });

  it("ends with the best so far when the reflecting model may not be asked any more", async () => {
    const spent = new LmError("over-budget", "spent", { retryable: false });
    const inner = reflecting();
    const reflect = scripted((call, request) =>
      call < 8 ? inner.chat(request, {}) && ["New Value: Take your time with it."] : [spent],
    );
    const { candidates } = await compile({ reflect });
    expect(candidates[0]?.n).toBe(6);
    expect(reflect.asked.length).toBeLessThan(12);
  });

  it("fails where the budget did not last for the first measurement", async () => {
    const spent = new LmError("over-budget", "spent", { retryable: false });
    await expect(compile({ evaluate: evaluating((_, __, at) => (at > 3 ? spent : undefined)) })).rejects.toBe(spent);
  });

  it.each([1, 10, 20])("stops at once when it is cancelled at answer %i, and asks nothing more", async (at) => {
    const stop = new AbortController();
    const reflect = reflecting();
    const evaluate = evaluating((_, __, now) => {
      if (now === at) stop.abort();
      return undefined;
    });
    const fault = await compile({ evaluate, reflect }, { signal: stop.signal }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: "aborted" });
    const before = [asked.length, reflect.asked.length];
    await new Promise((resolve) => setImmediate(resolve));
    expect([asked.length, reflect.asked.length]).toEqual(before);
    expect(asked.length).toBe(at);
  });

  it("stops when it is cancelled while the model reflects", async () => {
    const stop = new AbortController();
    const reflect = scripted((_, __, signal) => {
      stop.abort();
      return [
        signal?.aborted ? new LmError("aborted", "stopped", { retryable: false }) : "New Value: too late to matter",
      ];
    });
    await expect(compile({ reflect }, { signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
    expect(reflect.asked.length).toBeLessThanOrEqual(1);
  });

  it("counts no fault as a zero: an instruction whose calls failed is neither better nor worse for it", async () => {
    const evaluate = evaluating((instruction, { id }) =>
      instruction.includes(hint) && id.startsWith("m") ? new Error("down") : undefined,
    );
    const { candidates, student: found } = await compile({ evaluate });
    expect(found.instructions).toContain(hint);
    expect(candidates.find(({ settings: { kept } }) => kept)).toMatchObject({ n: 5, errors: 1 });
  });

  it("says so where nothing got a score, or the reflecting model never answered", async () => {
    const down = evaluating(() => new Error("down"));
    await expect(compile({ evaluate: down })).rejects.toMatchObject({
      code: "nothing-scored",
      message: expect.stringContaining("it failed"),
    });
    const unreachable = new LmError("unreachable", "nobody there", { retryable: true });
    const nobody = scripted(() => [unreachable]);
    await expect(compile({ reflect: nobody })).rejects.toBe(unreachable);
    expect(nobody.asked).toHaveLength(6);
    const refused = new LmError("unauthorized", "wrong key", { retryable: false });
    const reflect = scripted(() => [refused]);
    await expect(compile({ reflect })).rejects.toBe(refused);
  });

  it("takes an instruction out of the fences and off the label that a model puts around it", async () => {
    for (const said of [
      "New Value: ```text\nWrite as you speak, and stop early.\n```",
      "Write as you speak, and stop early.",
    ]) {
      const better: Evaluate = async (program, cases) =>
        cases.map((one) => ({
          case: one,
          scored: { score: program.student.instructions.length === 35 ? 0.9 : 0.1, reason: "" },
        }));
      const program = await compile({ evaluate: better, reflect: scripted(() => [said]), trials: 2 });
      expect(program.student.instructions).toBe("Write as you speak, and stop early.");
    }
  });

  it("is refused with a reason when only the offline model is there, or something is missing", async () => {
    const reflect = offline({ openQuestions: [] });
    await expect(compile({ reflect })).rejects.toThrow(/only the offline model/);
    const demosOnly: Metric = { name: "hits", needs: "demos", score: () => undefined };
    await expect(compile({}, { metric: demosOnly })).rejects.toThrow(/looks at demos alone/);
    await expect(compile({}, { devset: [] })).rejects.toThrow(/needs a devset/);
    await expect(compile({ trials: 0 })).rejects.toThrow(InputError);
  });

  it("never reflects on conversations that it is measured on: it asks for a split that holds them apart", async () => {
    const loco = trainset.flatMap((one) => caseOf(one) ?? []);
    const evaluate = evaluating();
    const reflect = reflecting();
    const fault = await compile({ evaluate, reflect }, { devset: loco }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(InputError);
    expect(String(fault)).toMatch(/24 conversations.*measured on[\s\S]*--split dev/);
    // One that is shared is too many.
    await expect(compile({ evaluate, reflect }, { devset: [...devset, ...loco.slice(0, 1)] })).rejects.toThrow(
      /1 conversation /,
    );
    expect([asked.length, reflect.asked.length]).toEqual([0, 0]);
  });

  it("finds what a model behind a real connection answers better to, and pays for no call twice when it is stopped and resumed", async () => {
    const server = await startLearningTogether({ replies: trueReplies(examples), failsThirds: true });
    const cache = memoryCalls();
    const run = async (limits: MeterLimits) => {
      const deps = learner(server.url, { fetch, cache, limits });
      const optimizer = gepa({ ...settings, trials: 3, minibatch: 4 }, { ...deps, seed: 1 });
      const program = await optimizer.compile(student, trainset, { metric: wordF1, devset });
      await deps.lm.settled();
      return { program, calls: deps.meter.spent().calls, isSpent: deps.meter.exceeded() };
    };
    expect(await run({ maxCalls: 15 })).toMatchObject({ calls: 15, isSpent: true });
    const whole = await run({});
    expect(whole.program.student.instructions).toMatch(/short sentences|concrete image/);
    expect(await run({})).toMatchObject({ program: whole.program, calls: 0 });
    const answered = server.requests.filter((_, at) => at % 3 !== 2).map(({ body }) => JSON.stringify(body));
    expect(answered).toHaveLength(15 + whole.calls);
    expect(new Set(answered).size).toBe(answered.length);
    await server.close();
  });
});
