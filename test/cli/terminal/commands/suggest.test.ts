import { describe, expect, it } from "vitest";
import { commands } from "../../../../cli/terminal/commands/index.ts";
import { suggest } from "../../../../cli/terminal/commands/suggest.ts";
import { conversationOf, fakeContext } from "./fake-context.ts";

const { chat } = fakeContext({ conversation: conversationOf(["hello", "Hi."]) });
const suggestions = async (line: string) => suggest(commands, chat)(line);

describe("suggestions", () => {
  it("are all commands after a slash, in the order of /help", async () => {
    const found = await suggestions("/");
    expect(found).toHaveLength(commands.length);
    expect(found[0]).toEqual({ text: "/why ", label: "/why [turn]", detail: "how a reply came about", isWhole: true });
  });

  it("can be sent as they are where the command needs nothing behind its name", async () => {
    const whole = (await suggestions("/")).filter(({ isWhole }) => isWhole).map(({ text }) => text.trim());
    expect(whole).toEqual(expect.arrayContaining(["/undo", "/why", "/bad", "/keep", "/persona"]));
    expect(whole).not.toContain("/rename");
    expect(whole).not.toContain("/export");
  });

  it("are the commands whose names begin so", async () => {
    expect((await suggestions("/un")).map(({ text }) => text)).toEqual(["/undo"]);
    expect((await suggestions("/UN")).map(({ text }) => text)).toEqual(["/undo"]);
    expect(await suggestions("/xyz")).toEqual([]);
  });

  it("are what the command offers for its argument", async () => {
    expect(await suggestions("/why ")).toMatchObject([{ text: "/why 1", label: "1" }]);
    expect(await suggestions("/undo ")).toEqual([]);
    expect(await suggestions("/xyz 1")).toEqual([]);
  });

  it("are names alone until the chat is loaded", async () => {
    expect(await suggest(commands, undefined)("/w")).toHaveLength(1);
    expect(await suggest(commands, undefined)("/why ")).toEqual([]);
  });

  it("are none for what is no command line", async () => {
    for (const line of ["", "hello", " /why", "/why 1\nmore"]) expect(await suggestions(line)).toEqual([]);
  });

  it("are none where a command cannot tell", async () => {
    const fails = async () => {
      throw new Error("a disk that is gone");
    };
    const throws = () => {
      throw new Error("a bug");
    };
    const named = (name: string, complete: () => never | Promise<never>) => ({
      name,
      summary: "",
      complete,
      run: () => {},
    });
    const broken = suggest([named("a", fails), named("b", throws)], chat);
    expect(await broken("/a ")).toEqual([]);
    expect(await broken("/b ")).toEqual([]);
  });

  it("lead to a line that the command takes", async () => {
    for (const { text } of await suggestions("/")) {
      const name = text.trim().slice(1);
      expect(commands.some((command) => command.name === name)).toBe(true);
    }
  });
});
