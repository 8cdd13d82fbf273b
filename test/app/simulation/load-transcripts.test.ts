import { describe, expect, it } from "vitest";
import { checkLines, readConversations, readSequences } from "../../../app/simulation/load-transcripts.ts";
import { transcriptOf, turn } from "../../evals/simulate/turns.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const line = (id: string, content = "héllo 🙂") =>
  JSON.stringify({ id, conversation: id, messages: [{ from_creator: false, content }], mine: 7 });

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe("a pool", () => {
  it("of any length is read line by line, whatever falls on the borders of what is read at once", async () => {
    const ids = Array.from({ length: 9000 }, (_, at) => `id-${at}`);
    const path = temporaryFolder().write("pool.jsonl", `\uFEFF${ids.map((id) => line(id)).join("\r\n")}`);
    expect(await checkLines(path, "sequences")).toBe(9000);
    const read = await collect(readSequences(path));
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(read.every(({ messages }) => messages[0]?.content === "héllo 🙂")).toBe(true);
  });

  it("keeps what else a line holds", async () => {
    const path = temporaryFolder().write("pool.jsonl", line("a"));
    expect((await collect(readSequences(path)))[0]).toMatchObject({ mine: 7 });
  });

  it.each([
    ["has bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]), /line 1: not UTF-8/],
    ["has an endless line", Buffer.alloc(17 * 2 ** 20, "x"), /line 1 .*longer than 16 MB/],
    ["is empty", "\n\n", /holds nothing/],
    ["names many bad lines", "{}\n".repeat(7), /7 lines cannot be used[\s\S]*line 5:[\s\S]*and 2 more/],
    [
      "says a time that is none",
      line("a").replace('"content"', '"timestamp":"noon","content"'),
      /timestamp holds text, expected a time/,
    ],
  ])("that %s is refused", async (_, content, told) => {
    const path = temporaryFolder().write("pool.jsonl", content);
    await expect(checkLines(path, "sequences")).rejects.toThrow(told);
  });

  it("may be transcripts, sequences and a conversations.json together, and no id is there twice", async () => {
    const { write } = temporaryFolder();
    const seen = new Map<string, string>();
    const paths = [
      write("transcripts.jsonl", JSON.stringify(transcriptOf("t", { turns: [turn(), turn({ message: "and?" })] }))),
      write("sequences.jsonl", line("s")),
      write(
        "conversations.json",
        ' [{"chat_history":{"messages":[{"from_creator":false,"content":"hi"}]},"output":"yo"}]',
      ),
    ];
    for (const path of paths) await checkLines(path, "conversations", { seen });
    const read = (await Promise.all(paths.map((path) => collect(readConversations(path))))).flat();
    expect(read.map(({ messages }) => messages.length)).toEqual([4, 1, 2]);
    await expect(checkLines(paths[1] ?? "", "conversations", { seen })).rejects.toThrow(/id is that of .*line 1 again/);
  });

  it("is a file, since it is read twice", async () => {
    await expect(checkLines(temporaryFolder().folder, "sequences")).rejects.toThrow(/is not a file/);
    await expect(checkLines("nowhere.jsonl", "sequences")).rejects.toThrow(/no such file/);
  });
});
