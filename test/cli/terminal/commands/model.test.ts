import { describe, expect, it } from "vitest";
import { InputError } from "../../../../brain/core/errors.ts";
import { modelCommand } from "../../../../cli/terminal/commands/model.ts";
import { fakeContext, refusal, runFake } from "./fake-context.ts";

const offers = [
  { name: "offline", note: "needs nothing" },
  { name: "ollama:tiny", note: "at this machine" },
];
const meansOf = (known?: string) => ({ list: async () => offers, look: async () => known });
const model = modelCommand(meansOf());

describe("/model", () => {
  it("tells which model speaks, why, and which there are", async () => {
    const { told } = await runFake(model);
    expect(told()).toContain("ollama:tiny · as asked for with --lm");
    expect(told()).toContain("  offline      needs nothing\n  ollama:tiny  at this machine");
  });

  it("says that a connection of understudy.yaml can be named, too", async () => {
    const { told } = await runFake(model);
    expect([told(), ...(model.details ?? [])].join("\n").match(/a connection of understudy\.yaml/gi)).toHaveLength(2);
  });

  it("goes on with another one", async () => {
    const { calls, told } = await runFake(model, "together");
    expect(calls).toEqual([["chooseModel", "together"]]);
    expect(told()).toBe("model: together");
  });

  it("does not claim that a model answers that nobody can reach", async () => {
    const { told } = await runFake(modelCommand(meansOf("no server answers at http://h now")), "ollama");
    expect(told()).toBe("model: ollama, but no server answers at http://h now");
  });

  it("blames no flag that nobody gave", async () => {
    const chooseModel = async () => {
      throw new InputError({ what: "KEY is not set", where: "--lm", fix: "set it, or choose --lm offline" });
    };
    const told = await refusal(model, "together", { chat: { chooseModel } });
    expect(told).toBe("/model: KEY is not set\n  to fix:   set it, or choose /model offline");
  });

  it("completes names, and asks servers only where the argument begins", async () => {
    let asked = 0;
    const list = async () => {
      asked++;
      return offers;
    };
    const counting = modelCommand({ ...meansOf(), list });
    const { chat } = fakeContext();
    expect(await counting.complete?.(chat, "")).toMatchObject([
      { text: "/model offline" },
      { text: "/model ollama:tiny" },
    ]);
    expect(await counting.complete?.(chat, "oll")).toMatchObject([
      { text: "/model ollama:tiny", detail: "at this machine" },
    ]);
    expect(asked).toBe(1);
  });
});
