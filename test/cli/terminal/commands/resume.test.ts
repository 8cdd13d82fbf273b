import { describe, expect, it } from "vitest";
import { resume } from "../../../../cli/terminal/commands/resume.ts";
import { conversationOf, fakeContext, refusal, runFake, summaryOf } from "./fake-context.ts";

const sessions = [
  summaryOf("s-open"),
  summaryOf("0f3a-garden", { title: "the garden", messages: 12 }),
  summaryOf("0f3c-closed", { isOver: true }),
  summaryOf("0f3b-tea", { title: "tea", messages: 1 }),
];
const only = [summaryOf("s-open"), summaryOf("7f3a-garden")];
const conversation = conversationOf(["hello", "Hi."]);

describe("/resume", () => {
  it("goes on with the last session but this one, and shows it", async () => {
    const { calls, told } = await runFake(resume, "", { conversation, sessions });
    expect(calls).toEqual([["resume", "0f3a-garden"], ["replay"]]);
    expect(told()).toBe("resumed “the garden” · 2 messages, the last one 1 minute ago");
  });

  it.each(["2", "0f3b", "0f3b-tea"])("finds a session by its number or id: %s", async (argument) => {
    expect((await runFake(resume, argument, { conversation, sessions })).calls[0]).toEqual(["resume", "0f3b-tea"]);
  });

  it.each(["3", "0", "0f3", "garden", "-1"])("says what there is in place of %s", async (argument) => {
    const told = await refusal(resume, argument, { conversation, sessions });
    expect(told).toContain(`There is no session ${argument}.`);
    expect(told).toContain("a number from 1 to 2");
    expect(told).toContain("/sessions lists them");
  });

  it("takes a number for one of the list alone, not for the beginning of an id", async () => {
    expect(await refusal(resume, "7", { conversation, sessions: only })).toContain("There is no session 7.");
  });

  it("tries a whole id that is in no list: going on tells why it is not, as with a file that is damaged", async () => {
    const id = "6e40c947-cbc1-42fd-b5cf-98a67127f65a";
    expect((await runFake(resume, id, { conversation, sessions })).calls[0]).toEqual(["resume", id]);
  });

  it("says that there is nothing to resume", async () => {
    const told = await refusal(resume, "", { conversation });
    expect(told).toContain("There is no earlier session to go on with.\n  to fix:   send a message");
    const { chat } = fakeContext({ conversation });
    expect(await resume.complete?.(chat, "")).toEqual([{ text: "/resume ", label: "no earlier session" }]);
  });

  it.each(["", "1", "2"])("says that all were closed, and where they are listed: /resume %s", async (argument) => {
    const told = await refusal(resume, argument, { sessions: [summaryOf("0f3c-closed", { isOver: true })] });
    expect(told).toContain("There is no earlier session to go on with: the only one was closed with /end.");
    expect(told).toContain("/sessions lists them, with how to read them");
  });

  it.each(["0f3c", "0f3c-closed"])("says how to read %s, which was closed", async (argument) => {
    const told = await refusal(resume, argument, { conversation, sessions });
    expect(told).toContain("“title of 0f3c-closed” was closed with /end");
    expect(told).toContain("`understudy sessions export 0f3c-clo`");
  });

  it("completes by title, and reads the files only where the argument begins", async () => {
    let asked = 0;
    const { chat } = fakeContext({
      chat: {
        sessions: async () => {
          asked++;
          return sessions.slice(1);
        },
      },
    });
    expect(await resume.complete?.(chat, "")).toMatchObject([
      { text: "/resume 1", label: "1  the garden" },
      { text: "/resume 2", label: "2  tea" },
    ]);
    expect(await resume.complete?.(chat, "te")).toMatchObject([{ text: "/resume 2" }]);
    expect(asked).toBe(1);
  });
});
