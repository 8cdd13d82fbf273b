import { describe, expect, it } from "vitest";
import { retry } from "../../../../cli/terminal/commands/retry.ts";
import { conversationOf, fakeContext, refusal, runFake, turnEvents } from "./fake-context.ts";

describe("/retry", () => {
  it("has the last message answered again, and says which reply it is", async () => {
    const { told, conversation } = await runFake(retry, "", {
      conversation: conversationOf(["rain again", "Let it."]),
    });
    expect(told()).toContain("reply 2 of 2 · /swipe back");
    expect(conversation().exchanges[0]?.takes.map(({ reply }) => reply)).toEqual(["Let it.", "reply of turn 2"]);
  });

  it("says nothing of it where a message that waited was answered since", async () => {
    const fake = fakeContext({ conversation: conversationOf(["rain again", "Let it."]) });
    const answer: typeof fake.context.answer = async (start) => {
      await fake.context.answer(start);
      fake.add(...turnEvents(3, "and now?", "Tea."));
    };
    await retry.run({ ...fake.context, answer }, "");
    expect(fake.told()).toBe("");
  });

  it("refuses where there is nothing to answer, or its words were not kept", async () => {
    expect(await refusal(retry)).toContain("There is no message to answer again yet.");
    const secret = conversationOf(["(a message in crisis, whose words are kept private)", "I am here."]);
    expect(await refusal(retry, "", { conversation: secret })).toContain("The words of that message were not kept.");
  });

  it("says nothing of a reply that never came", async () => {
    async function* silent() {}
    const options = { conversation: conversationOf(["rain again", "Let it."]), chat: { retry: silent } };
    expect((await runFake(retry, "", options)).told()).toBe("");
  });
});
