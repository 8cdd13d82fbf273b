import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../../brain/core/errors.ts";
import { keep } from "../../../../cli/terminal/commands/keep.ts";
import { temporaryFolder } from "../../../app/temporary-folder.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it rain."]);

describe("/keep", () => {
  it("tells the file, the example's id and how much was kept", async () => {
    const { told } = await runFake(keep, "", { conversation });
    expect(told()).toContain("turn 2 is now example kept-1 of training_data/conversations.json");
    expect(told()).toContain("3 messages and the reply");
  });

  it("says that personal data were masked", async () => {
    const kept = { turn: 1, id: "kept-1", path: "c.json", messages: 1, isMasked: true };
    const { told } = await runFake(keep, "1 Better words", { conversation, chat: { keep: async () => kept } });
    expect(told()).toContain("1 message and your words as the reply · personal data were masked");
  });

  it.each([
    ["", {}],
    ["1", { turn: 1 }],
    ["1 Better words", { turn: 1, reply: "Better words" }],
    ["Better words", { reply: "Better words" }],
    ["7 is a good number", { reply: "7 is a good number" }],
  ])("%s keeps what it reads as", async (argument, what) => {
    expect((await runFake(keep, argument, { conversation })).calls).toEqual([["keep", what]]);
  });

  it.each(["foo", "yes", "2x", "all"])("asks what %s means: it is no turn, and hardly a reply", async (argument) => {
    const told = await refusal(keep, argument, { conversation });
    expect(told).toContain(`Is “${argument}” the reply that should have been given?`);
    expect(told).toContain(`/keep ${argument}. — /keep alone`);
  });

  it.each(["Yes.", "Why?", "🌧️", "そうだね"])("takes %s for a reply", async (argument) => {
    expect((await runFake(keep, argument, { conversation })).calls).toEqual([["keep", { reply: argument }]]);
  });

  it("says who uses the example, and what a compile needs where the data are split", async () => {
    const { folder, write } = temporaryFolder();
    const kept = { turn: 1, id: "kept-1", path: join(folder, "c.json"), messages: 1, isMasked: false };
    const told = async () => (await runFake(keep, "", { conversation, chat: { keep: async () => kept } })).told();
    expect(await told()).toContain("uses it from now on, but for this conversation; `understudy compile` does, too.");
    write("splits.json", "{}");
    expect(await told()).toContain("`understudy compile` does after `understudy splits freeze --extend`.");
  });

  it("tells a guard's refusal with what to do", async () => {
    const refuse = (fix?: string) => async () => {
      throw new InputError({ what: "the guard minors is against the message", ...(fix && { fix }) });
    };
    const plain = await refusal(keep, "", { conversation, chat: { keep: refuse() } });
    expect(plain).toContain("the guard minors is against the message\n  to fix:   keep another turn");
    const told = await refusal(keep, "", { conversation, chat: { keep: refuse("give other words for it") } });
    expect(told).toBe("the guard minors is against the message\n  to fix:   give other words for it");
  });

  it("does not hide a fault", async () => {
    const broken = async () => {
      throw new Error("a disk that is full");
    };
    await expect(runFake(keep, "", { conversation, chat: { keep: broken } })).rejects.toThrow("a disk that is full");
  });
});
