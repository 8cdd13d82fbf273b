import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConversations } from "../../../app/load-conversations.ts";
import { type ExampleToKeep, keepExample, keptId } from "../../../app/sessions/keep-example.ts";
import { replaceFile } from "../../../app/sessions/replace-file.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { reserve } from "../../../store/reserve.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";

const at = "2026-03-01T09:30:00.000Z";

const toKeep = (changes: Partial<ExampleToKeep> = {}): ExampleToKeep => ({
  id: keptId({ session: "0123456789", turn: 4 }),
  messages: [
    { from: "persona", text: "Morning!", at },
    { from: "user", text: "did it\nrain?", at: "2026-03-01T09:31:00.000Z" },
  ],
  reply: "It never stopped. ☔",
  conversation: "0123456789",
  tags: ["engage"],
  rating: 5,
  ...changes,
});

const old = [
  { chat_history: { messages: [{ from_creator: false, content: "hi" }] }, output: "Hello, you." },
  { id: "e2", chat_history: { messages: [{ from_creator: false, content: "hey" }] }, output: "Yes?", mood: "kept" },
];

const withFile = (content: string | Uint8Array = JSON.stringify(old, null, 2)) => {
  const { folder, write } = temporaryFolder();
  const dataPath = write("conversations.json", content);
  return {
    folder,
    dataPath,
    keep: (example = toKeep()) => keepExample({ dataPath, example }),
    text: () => readFileSync(dataPath, "utf8"),
  };
};

describe("keepExample", () => {
  it("adds an example that loads as it was said", async () => {
    const { folder, dataPath, keep, text } = withFile();
    const before = await loadConversations(dataPath);
    expect(await keep()).toEqual({ id: "kept-01234567-4" });
    expect(await loadConversations(dataPath)).toEqual([...before, { ...toKeep(), id: "kept-01234567-4" }]);
    expect(text().startsWith(JSON.stringify(old, null, 2).slice(0, -"\n]".length))).toBe(true);
    expect(readdirSync(folder)).toEqual(["conversations.json"]);
  });

  it("adds to the examples that come with the program, whose other bytes stay", async () => {
    const original = readFileSync("training_data/conversations.json");
    const { dataPath, keep } = withFile(original);
    await keep();
    const after = readFileSync(dataPath);
    const offset = original.lastIndexOf("}") + 1;
    expect(after.subarray(0, offset).equals(original.subarray(0, offset))).toBe(true);
    expect(after.toString().endsWith(original.subarray(offset).toString())).toBe(true);
    expect(after.subarray(offset).toString().split("\n")).toHaveLength(4);
  });

  it("begins an empty list", async () => {
    const { dataPath, keep } = withFile("[]\n");
    await keep();
    expect(await loadConversations(dataPath)).toHaveLength(1);
  });

  it("gives each its own id", async () => {
    const { dataPath, keep } = withFile();
    const ids = [];
    for (const reply of ["One.", "Two.", "Three."]) ids.push((await keep(toKeep({ reply }))).id);
    expect(ids).toEqual(["kept-01234567-4", "kept-01234567-4-2", "kept-01234567-4-3"]);
    expect(await loadConversations(dataPath)).toHaveLength(5);
  });

  it("refuses an exchange that it holds already, whenever it was said", async () => {
    const { keep, text } = withFile();
    await keep();
    const before = text();
    const again = toKeep({
      id: "other",
      tags: [],
      messages: toKeep().messages.map(({ from, text: said }) => ({ from, text: said })),
    });
    const error = await rejection(keep(again));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('this very exchange already, as the example "kept-01234567-4"');
    expect(text()).toBe(before);
  });

  it.each([
    ["no JSON", "[{]", "line 1, column 3"],
    ["half of it", '[{"chat_history": {"messages": [', "half-written"],
    ["no list", "{}", "an object at its top"],
    ["an entry that is none", '[{"chat_history": 5}]', "2 problems"],
    ["not UTF-8", Buffer.from([0x5b, 0xff, 0x5d]), "not UTF-8"],
  ])("changes nothing where the file holds %s, and tells", async (_, content, told) => {
    const { dataPath, keep } = withFile(content);
    const before = readFileSync(dataPath);
    const error = await rejection(keep());
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(told);
    expect(readFileSync(dataPath).equals(before)).toBe(true);
  });

  it("refuses words that nobody can read, and changes nothing", async () => {
    const { keep, text } = withFile();
    const before = text();
    for (const example of [toKeep({ reply: " \u200b" }), toKeep({ messages: [] })]) {
      expect(await rejection(keep(example))).toBeInstanceOf(InputError);
    }
    expect(text()).toBe(before);
  });

  it("keeps the file's rights, and a link a link", async () => {
    const { folder, dataPath, keep } = withFile();
    chmodSync(dataPath, 0o640);
    const link = join(folder, "link.json");
    symlinkSync(dataPath, link);
    await keepExample({ dataPath: link, example: toKeep({ reply: "Through the link." }) });
    await keep();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(dataPath).mode & 0o777).toBe(0o640);
    expect(await loadConversations(link)).toHaveLength(4);
  });

  it("leaves a file alone that is read-only, or not there", async () => {
    const { folder, dataPath, keep, text } = withFile();
    const before = text();
    chmodSync(dataPath, 0o444);
    const error = await rejection(keep());
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain("cannot be written: it is read-only");
    expect(text()).toBe(before);
    const missing = await rejection(keepExample({ dataPath: join(folder, "none.json"), example: toKeep() }));
    expect(missing).toBeInstanceOf(InputError);
    expect(missing.message).toContain("there is no such file");
    expect(await rejection(keepExample({ dataPath: folder, example: toKeep() }))).toBeInstanceOf(InputError);
  });

  it("loses none of several that are kept at once", async () => {
    const { folder, dataPath, keep } = withFile();
    await Promise.all(["a", "b", "c"].map((reply) => keep(toKeep({ id: reply, reply }))));
    const ids = (await loadConversations(dataPath)).map(({ id }) => id);
    expect(ids.slice(2).toSorted()).toEqual(["a", "b", "c"]);
    expect(readdirSync(folder)).toEqual(["conversations.json"]);
  });
});

/** Number of a process that has ended. */
const endedProcess = () => spawnSync("true").pid;

describe("keepExample in several processes", () => {
  it("loses none, and refuses none, where each keeps several at once", async () => {
    const { folder, dataPath } = withFile();
    const script = `import { keepExample } from ${JSON.stringify(resolve("app/sessions/keep-example.ts"))};
      const name = process.argv[1];
      for (let at = 0; at < 6; at++)
        await keepExample({
          dataPath: ${JSON.stringify(dataPath)},
          example: { id: name + at, messages: [{ from: "user", text: "hi" }], reply: name + " " + at, conversation: name, tags: [] },
        });`;
    const names = ["a", "b", "c"];
    const codes = await Promise.all(
      names.map(async (name) => {
        const one = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, name], {
          stdio: "inherit",
        });
        return (await once(one, "close"))[0];
      }),
    );
    expect(codes).toEqual([0, 0, 0]);
    const ids = (await loadConversations(dataPath)).slice(2).map(({ id }) => id);
    const expected = names.flatMap((name) => Array.from({ length: 6 }, (_, at) => name + at));
    expect(ids.toSorted()).toEqual(expected);
    expect(readdirSync(folder)).toEqual(["conversations.json"]);
  });
});

describe("replaceFile", () => {
  it("reads the file only when no other process of ours is changing it", async () => {
    const { folder, dataPath, text } = withFile("one");
    const giveBack = await reserve(join(folder, ".conversations.json.lock"), "The file is being changed");
    let hasRead = false;
    const replaced = replaceFile(
      dataPath,
      (bytes) => {
        hasRead = true;
        return `${bytes} three`;
      },
      async () => {},
    );
    // As many looks at the disk as reading it would take many times.
    for (let look = 0; look < 100; look++) await stat(dataPath);
    expect(hasRead).toBe(false);
    writeFileSync(dataPath, "one two");
    await giveBack();
    await replaced;
    expect(text()).toBe("one two three");
  });

  it("says what to do by what is wrong: a full disk asks for no rights", async () => {
    const { dataPath, text } = withFile("one");
    const messageFor = async (code: string) => {
      const failing = replaceFile(
        dataPath,
        () => "two",
        async () => Promise.reject(Object.assign(new Error(code), { code })),
      );
      return (await rejection(failing)).message;
    };
    expect(await messageFor("ENOSPC")).toMatch(/the disk is full\n.*free some space/);
    expect(await messageFor("EROFS")).toMatch(/read-only\n.*--data/);
    expect(await messageFor("EACCES")).toMatch(/permission denied\n.*the right to write/);
    expect(text()).toBe("one");
  });

  it("removes what one that was killed has left beside the file, and nothing of those that run, or of others", async () => {
    const { folder, dataPath } = withFile("one");
    const uuid = "01234567-89ab-cdef-0123-456789abcdef";
    const left = `.conversations.json.${endedProcess()}.${uuid}.tmp`;
    const others = [
      `.conversations.json.${process.pid}.${uuid}.tmp`,
      `.conversations.json.${endedProcess()}.mine.tmp`,
      `.other.json.${endedProcess()}.${uuid}.tmp`,
    ];
    for (const name of [left, ...others]) {
      writeFileSync(join(folder, name), "words");
      utimesSync(join(folder, name), 1, 1);
    }
    const young = `.conversations.json.${endedProcess()}.${uuid.replace("0", "f")}.tmp`;
    writeFileSync(join(folder, young), "words");
    await replaceFile(
      dataPath,
      () => "two",
      async () => {},
    );
    expect(readdirSync(folder).toSorted()).toEqual([...others, young, "conversations.json"].toSorted());
  });

  it("changes what somebody else has written meanwhile, not what was there before", async () => {
    const { dataPath, text } = withFile("one");
    let looks = 0;
    await replaceFile(
      dataPath,
      (bytes) => `${bytes} two`,
      async () => {
        if (looks++ === 0) writeFileSync(dataPath, "edited");
      },
    );
    expect([text(), looks]).toEqual(["edited two", 2]);
  });

  it("gives up on a file that never rests, and leaves it and nothing else", async () => {
    const { folder, dataPath } = withFile("one");
    let edits = 0;
    const replacing = replaceFile(
      dataPath,
      () => "two",
      async () => writeFileSync(dataPath, `edit ${edits++}`),
    );
    expect((await rejection(replacing)).message).toContain("again and again");
    expect(readFileSync(dataPath, "utf8")).toBe(`edit ${edits - 1}`);
    expect(readdirSync(folder)).toEqual(["conversations.json"]);
  });
});
