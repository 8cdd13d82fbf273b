import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportFormats, exportSession } from "../../../app/sessions/export-session.ts";
import { writeExport } from "../../../app/sessions/write-export.ts";
import { advance, beginConversation, type JournalEntry } from "../../../brain/core/conversation.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { keptPrivate } from "../../../brain/core/session.ts";
import { anyEntries, beginOf, turnEntries } from "../../contracts/session-store.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";

const conversationOf = (...entries: readonly JournalEntry[]) =>
  entries.reduce(advance, beginConversation(beginOf("s", { personaPath: "/secret/persona.yaml" })));

const at = "2026-03-01T10:00:00.000Z";
const personaName = "Vera *Lind*";
const guard = { type: "guard", side: "output", guard: "g", action: "block", reason: "mentions x", attempt: 1 } as const;

/** Two replies to the first message, a second message that was taken back, a third whose words are private. */
const rich = conversationOf(
  ...turnEntries(1, "hi\n# not a heading\n**Vera**, now", "Hello. "),
  { type: "again", exchange: 1 },
  ...turnEntries(2, "hi", "Hello again, you."),
  { ...guard, turn: 2, draft: "what was blocked", span: [0, 4] },
  { type: "rate", turn: 2, verdict: "bad", note: "too *eager*", at },
  { type: "keep", turn: 2, example: "kept-s-2", at },
  ...turnEntries(3, "taken back", "Oh."),
  { type: "undo" },
  ...turnEntries(4, keptPrivate, "I am here."),
);

describe("exportSession", () => {
  it("writes a transcript to read, of what counts", () => {
    expect(exportSession(rich, "md", { personaName })).toBe(
      `# hi # not a heading \\*\\*Vera\\*\\*, now

A conversation with Vera \\*Lind\\*, begun 2026-03-01 09:01. Times are UTC.

**User**, 2026-03-01 09:01

> hi
> # not a heading
> **Vera**, now

**Vera \\*Lind\\***, 2026-03-01 09:03

> Hello again, you.

*(rated bad: too \\*eager\\*; reply 2 of 2 that were tried; kept as the example kept-s-2)*

**User**, 2026-03-01 09:04

> ${keptPrivate}

**Vera \\*Lind\\***, 2026-03-01 09:05

> I am here.
`.replace("# hi # not", "# hi \\# not"),
    );
  });

  it("writes all that was tried as JSON, but neither drafts that were blocked nor paths of this machine", () => {
    const text = exportSession(rich, "json", { personaName });
    expect(text).not.toMatch(/what was blocked|secret/);
    const { exchanges, ...rest } = JSON.parse(text);
    expect(rest).toMatchObject({ format: "understudy-session", id: "s", persona: personaName });
    expect(exchanges.map(({ turn, counts, chosen }: Record<string, unknown>) => [turn, counts, chosen])).toEqual([
      [1, true, 2],
      [3, false, 3],
      [4, true, 4],
    ]);
    expect(exchanges[0].replies.map(({ reply }: { reply: string }) => reply)).toEqual(["Hello. ", "Hello again, you."]);
    expect(exchanges[0].replies[1]).toMatchObject({
      turn: 2,
      by: "model",
      ended: "complete",
      pipeline: "engage",
      sentiment: { sentiment: "neutral", confidence: 0.9, hostile: false },
      demos: [{ id: "e1", similarity: 0.5 }],
      verdicts: [{ side: "output", guard: "g", action: "block", reason: "mentions x", attempt: 1 }],
      lm: "offline",
      tokens: { prompt: 9, completion: 3 },
      rating: { verdict: "bad", note: "too *eager*" },
      example: "kept-s-2",
    });
  });

  it("writes a line an exchange that counts", () => {
    const lines = exportSession(rich, "jsonl", { personaName }).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        turn: 2,
        at: "2026-03-01T09:01:00.000Z",
        message: "hi\n# not a heading\n**Vera**, now",
        reply: "Hello again, you.",
        by: "model",
        pipeline: "engage",
        sentiment: "neutral",
        demos: [{ id: "e1", similarity: 0.5 }],
        rating: { verdict: "bad", note: "too *eager*" },
        alternatives: ["Hello. "],
      },
      expect.objectContaining({ turn: 4, message: keptPrivate, reply: "I am here.", alternatives: [] }),
    ]);
  });

  it("writes one that broke off, and one in which nothing was said", () => {
    const broken = conversationOf(...turnEntries(1, "hi", "").slice(0, 3));
    expect(exportSession(broken, "md", { personaName })).toContain("> hi\n\n*(no reply)*\n");
    expect(JSON.parse(exportSession(broken, "jsonl", { personaName }))).toMatchObject({ reply: "", by: null });
    expect(exportSession(conversationOf(), "jsonl", { personaName })).toBe("");
    expect(exportSession(conversationOf(), "md", { personaName })).toContain("# untitled");
  });

  it("writes any conversation, and one message cannot pass for another", () => {
    fc.assert(
      fc.property(anyEntries({ rising: true }), fc.constantFrom(...exportFormats), (entries, format) => {
        const text = exportSession(conversationOf(...entries), format, { personaName });
        if (format === "json") JSON.parse(text);
        else if (format === "jsonl") for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
        else
          expect(text.split("\n").every((line) => /^($|> ?|# |A conversation|\*\*(User|Vera)|\*\()/.test(line))).toBe(
            true,
          );
      }),
      { numRuns: 200 },
    );
  });
});

describe("writeExport", () => {
  const place = (cwd: string, changes: object = {}) => ({
    title: "Tea & «Zürich»",
    format: "md" as const,
    cwd,
    at,
    ...changes,
  });

  it("names the file after title and day where no name is given, and never writes over another", async () => {
    const { folder } = temporaryFolder();
    const paths = [];
    for (const text of ["one", "two"]) paths.push(await writeExport(text, place(folder)));
    expect(paths).toEqual(["tea-zürich-2026-03-01.md", "tea-zürich-2026-03-01-2.md"].map((name) => join(folder, name)));
    expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(["one", "two"]);
    expect(statSync(paths[0] ?? "").mode & 0o077).toBe(0);
    expect(await writeExport("", place(folder, { title: "🙂", format: "json" }))).toBe(
      join(folder, "session-2026-03-01.json"),
    );
  });

  it("takes a name, or a folder", async () => {
    const { folder } = temporaryFolder();
    mkdirSync(join(folder, "exports"));
    expect(await writeExport("x", place(folder, { path: "exports" }))).toBe(
      join(folder, "exports", "tea-zürich-2026-03-01.md"),
    );
    expect(await writeExport("x", place(folder, { path: "exports/mine.txt" }))).toBe(
      join(folder, "exports", "mine.txt"),
    );
  });

  it("refuses a name that is taken, and a folder that is not there", async () => {
    const { folder, write } = temporaryFolder();
    const taken = write("taken.md", "old");
    for (const [path, told] of [
      ["taken.md", "is there already"],
      ["none/x.md", "there is no such folder"],
      ["taken.md/x", "a file, not a folder"],
    ]) {
      const error = await rejection(writeExport("new", place(folder, { path })));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain(told);
    }
    expect(readFileSync(taken, "utf8")).toBe("old");
  });
});
