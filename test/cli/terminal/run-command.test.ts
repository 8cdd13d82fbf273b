import { describe, expect, it } from "vitest";
import { InputError } from "../../../brain/core/errors.ts";
import { commands } from "../../../cli/terminal/commands/index.ts";
import { readCommand, runCommand } from "../../../cli/terminal/run-command.ts";
import { conversationOf, fakeContext } from "./commands/fake-context.ts";

const run = async (line: string) => {
  const fake = fakeContext({ conversation: conversationOf(["hello", "Hi."]) });
  await runCommand(line, fake.context);
  return fake;
};

describe("a line that begins with a slash", () => {
  it("runs its command, whatever its case, with its argument", async () => {
    expect((await run("/BAD   too cheerful  ")).calls).toEqual([["rate", "bad", { note: "too cheerful" }]]);
  });

  it("keeps the line breaks of an argument", async () => {
    expect((await run("/keep Let it rain.\nAlways.")).calls).toEqual([["keep", { reply: "Let it rain.\nAlways." }]]);
  });

  it.each([
    ["/wyh", "did you mean /why?"],
    ["/und", "did you mean /undo?"],
    ["/zzzzzzzz", "/help lists the commands"],
    ["/", "/help lists the commands"],
  ])("%s is only told what was likely meant", async (line, told) => {
    const fake = await run(line);
    expect(fake.told()).toContain(told);
    expect(fake.calls).toEqual([]);
  });

  it.each([
    "/retry",
    "/swipe",
    "/undo",
    "/redo",
    "/edit",
    "/resume",
    "/persona x",
    "/model x",
    "/reload",
    "/end",
    "/rename x",
  ])("%s is not for the time in which a reply is under way", (line) => {
    expect(readCommand(line, commands).command?.isSafeWhileReplying ?? false).toBe(false);
  });

  it.each(["/why", "/prompt", "/help", "/info", "/stats", "/sessions", "/copy", "/inspect", "/mood", "/now"])(
    "%s disturbs no reply",
    (line) => {
      expect(readCommand(line, commands).command?.isSafeWhileReplying).toBe(true);
    },
  );

  it("says of an unknown command as of any other fault", async () => {
    expect((await run("/nonsense")).said[0]).toMatchObject({
      tone: "error",
      text: expect.stringMatching(/^✗ There is/),
    });
  });

  it.each(["/undo 3", "/retry shorter please", "/quit x", "/end x", "/reload x", "/stats 3"])(
    "%s is not done as if nothing was said behind the name",
    async (line) => {
      const fake = fakeContext({ conversation: conversationOf(["hello", "Hi."]) });
      const before = fake.conversation();
      await expect(runCommand(line, fake.context)).rejects.toThrow(/stands alone[\s\S]*to fix: {3}send \/\w+;/);
      expect([fake.conversation(), fake.calls]).toEqual([before, []]);
    },
  );

  it("tells refusals of the engine as sentences, and leaves those that blame a path or flag as they are", async () => {
    const refused = async (what: string) => {
      const undo = async () => {
        throw new InputError({ what, fix: "say something" });
      };
      return runCommand("/undo", fakeContext({ chat: { undo } }).context).catch((error: unknown) => String(error));
    };
    expect(await refused("there is nothing to take back")).toContain(
      "There is nothing to take back.\n  to fix:   say something",
    );
    expect(await refused("my/persona.yaml: is empty")).toContain("my/persona.yaml: is empty\n");
  });

  it("can be read without being run", () => {
    expect(readCommand("/why 3", commands)).toMatchObject({ name: "why", command: { name: "why" }, argument: "3" });
    expect(readCommand("/wyh", commands).command).toBeUndefined();
  });
});
