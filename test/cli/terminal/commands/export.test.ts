import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportCommand } from "../../../../cli/terminal/commands/export.ts";
import { temporaryFolder } from "../../../app/temporary-folder.ts";
import { conversationOf, fakeContext, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."]);

describe("/export", () => {
  it.each(["md", "json", "jsonl"])("writes %s, and tells where", async (format) => {
    const path = join(temporaryFolder().folder, `chat.${format}`);
    const { told } = await runFake(exportCommand, `${format} ${path}`, { conversation });
    expect(told()).toBe(`written to ${path}`);
    expect(readFileSync(path, "utf8")).toContain("hello");
  });

  it("asks for a format that there is", async () => {
    expect(await refusal(exportCommand, "", { conversation })).toContain("md, json or jsonl");
    expect(await refusal(exportCommand, "pdf x", { conversation })).toContain("There is no format pdf.");
  });

  it("writes no empty conversation", async () => {
    expect(await refusal(exportCommand, "md")).toContain("Nothing was said yet");
  });

  it("completes formats", async () => {
    expect(await exportCommand.complete?.(fakeContext().chat, "js")).toMatchObject([
      { label: "json" },
      { label: "jsonl" },
    ]);
  });
});
