import { describe, expect, it } from "vitest";
import { LmError } from "../../../brain/core/errors.ts";
import { plainTopic } from "../../../brain/core/policy.ts";
import type { ModelConnection, OutputGuard } from "../../../brain/core/ports.ts";
import type { BudgetStanding } from "../../../brain/core/spend.ts";
import { attemptReply } from "../../../brain/modules/attempt-reply.ts";
import { topicJudge } from "../../../brain/modules/judge-topic.ts";
import { createGate } from "../../../guards/gate.ts";
import { topic } from "../../../guards/topics/topic.ts";
import { disclosures } from "../../fixtures/model-refusals.ts";
import { noForbidden, type Script, scriptedLm, turn, understudyOf } from "../../fixtures/understudy.ts";

const inputs = {
  ...{ message: "hello", mood: "neutral", manner: "warm" },
  ...{ localTime: "noon", partOfDay: "afternoon", conversationLength: "new", sinceLastMessage: "none" },
};
const clock = { now: () => 0, elapsed: () => 0, nextTurn: () => {} };
const broken = () => new LmError("unreachable", "the connection broke", { retryable: false });

/** The deltas of one attempt, each with the pieces that the model had written when it came, and its end. */
const attempt = async (
  script: Script,
  { guards = [noForbidden], message = "hello" }: { guards?: readonly OutputGuard[]; message?: string } = {},
) => {
  let written = 0;
  const { lm: scripted } = scriptedLm("main", script);
  const lm: ModelConnection = {
    ...scripted,
    async *chat(request, options) {
      for await (const part of scripted.chat(request, options)) {
        if (part.type === "text") written++;
        yield part;
        // Whoever reads goes on before the next piece comes.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  const settings = { demos: [], history: [], rejected: [], temperature: 0, maxTokens: 64, call: {} };
  const parts = attemptReply(lm, { ...inputs, message } as never, createGate({ guards }), clock, settings); // a context's types are the signature's
  const deltas: { text: string; written: number }[] = [];
  for (let part = await parts.next(); ; part = await parts.next()) {
    if (part.done) return { deltas, end: part.value, shown: deltas.map(({ text }) => text).join("") };
    if (part.value.type === "delta") deltas.push({ text: part.value.text, written });
  }
};
const sorry = "I'm sorry, but I can't help with that. ";

describe("an attempt at a reply", () => {
  it("shows each ordinary sentence as soon as it passed", async () => {
    const { deltas } = await attempt(["The ferry was late. ", "I made soup. ", "Are you ", "well?"]);
    expect(deltas.map(({ text }) => text.trim())).toEqual(["The ferry was late.", "I made soup.", "Are you well?"]);
    expect(deltas[0]?.written).toBeLessThan(4);
  });

  it.each([[sorry], [sorry, "Is there something else I can do for you?"]])(
    "is a refusal where the model declines and says no more: %s %s",
    async (...script) => {
      const { end, shown } = await attempt(script);
      expect(end.fault).toMatchObject({ code: "refused" });
      expect(shown).toBe("");
    },
  );

  it("is none where the same words begin a reply, which then comes whole", async () => {
    const { end, shown, deltas } = await attempt([sorry, "My hands are full of dough. ", "Ask me at six."]);
    expect(end.fault).toBeUndefined();
    expect(shown).toBe(`${sorry}My hands are full of dough. Ask me at six.`);
    expect(deltas[0]?.text).toContain("dough");
  });

  it("shows the whole truth about what answers", async () => {
    for (const text of disclosures) {
      const { end, shown } = await attempt(text.split(/(?<= )/u));
      expect({ text: shown, code: end.fault?.code }).toEqual({ text, code: undefined });
    }
  });

  it("shows a model's own way to say what it is where that was asked", async () => {
    const text = "As an AI language model, I don't write letters. I can't hold a pen.";
    const message = "who wrote that last letter, you or some software";
    expect((await attempt([text], { message })).shown).toBe(text);
    expect((await attempt([text])).end.fault).toMatchObject({ code: "refused" });
  });

  it("shows what waited where the model breaks off or is blocked, unless that alone is a refusal", async () => {
    const own = "I'm an AI assistant. ";
    expect(await attempt([own, "It ", "is ", broken()])).toMatchObject({
      shown: own.trim(),
      end: { fault: { code: "unreachable" } },
    });
    expect(await attempt([sorry, "It ", "is ", broken()])).toMatchObject({
      shown: "",
      end: { fault: { code: "unreachable" } },
    });
    const blocked = await attempt([own, "It is FORBIDDEN here. ", "Bye."]);
    expect(blocked).toMatchObject({ shown: own.trim(), end: { block: { category: "forbidden" } } });
  });
});

describe("a judge that a budget refuses", () => {
  const budget: BudgetStanding = { scope: "day", unit: "cost", limit: 2, used: 2, reserved: 0, level: "hard" };
  const judged: OutputGuard = {
    name: "diets",
    async check({ text }) {
      if (!text.includes("bread")) return { action: "allow" };
      throw new LmError("over-budget", "the judge could not be asked: the day's budget of $2 is used up", {
        ...{ retryable: false, budget },
      });
    },
  };

  it("ends the reply before what it was to judge, with the budget, and is no guard's verdict", async () => {
    const { end, shown } = await attempt(["Good evening. ", "Eat bread. ", "Bye."], { guards: [noForbidden, judged] });
    expect(shown).toBe("Good evening.");
    expect(end).toMatchObject({ blocks: [], fault: { code: "over-budget", budget } });
    expect(end.block).toBeUndefined();
    expect(end.fault?.message).toContain("the judge could not be asked");
  });

  it("is a block all the same where another guard found something", async () => {
    const { end } = await attempt(["FORBIDDEN bread."], { guards: [noForbidden, judged] });
    expect(end.fault).toBeUndefined();
    expect(end.blocks.map(({ category }) => category).sort()).toEqual(["forbidden", "guard-failure"]);
  });

  it("ends the turn in a goodbye that tells the budget, and no block is recorded", async () => {
    const { lm: refused } = scriptedLm("judge", [new LmError("over-budget", "used up", { retryable: false, budget })]);
    const judge = topicJudge(refused);
    const rule = { ...plainTopic("forbidden"), judge: true, description: "diets" };
    const { lm, requests } = scriptedLm("main", ["Eat no bread. Ever."]);
    const { understudy, records } = understudyOf(lm, {
      ...(judge && { judge }),
      openGate: (known) => createGate({ guards: [topic("diets", rule, [])], ...known }),
    });
    const { of } = await turn(understudy, "how do i get slim?");
    expect(of("budget")).toMatchObject([{ scope: "day", level: "hard" }]);
    expect(of("reply")).toMatchObject([{ by: "goodbye" }]);
    expect([of("guard"), records[0]?.metadata.verdicts, requests.length]).toEqual([[], [], 1]);
  });
});
