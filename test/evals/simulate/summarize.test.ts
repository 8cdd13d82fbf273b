import { describe, expect, it } from "vitest";
import { simulationHtml } from "../../../evals/simulate/html-report.ts";
import { cellInWords, reportRows } from "../../../evals/simulate/report-rows.ts";
import { summarizeTranscripts } from "../../../evals/simulate/summarize.ts";
import { brokenTurn, transcriptOf, turn } from "./turns.ts";

const only = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error("nothing was summarized");
  return first;
};

describe("the summary of conversations", () => {
  it("counts how they ended, and why", () => {
    const summary = only(
      summarizeTranscripts([
        transcriptOf("a", { end: { reason: "goal" } }),
        transcriptOf("b", { end: { reason: "patience" } }),
        transcriptOf("c", { end: { reason: "script" } }),
        transcriptOf("d", { end: { reason: "error", code: "server" }, turns: [turn(), brokenTurn("server")] }),
      ]),
    );
    expect(summary.endedByUser).toMatchObject({ hits: 2, n: 4, clusters: 4 });
    expect(summary.ends.error).toMatchObject({ hits: 1, n: 4 });
    expect(summary.faults).toEqual({ server: 1 });
  });

  it("holds an error for neither a good reply nor a bad one", () => {
    const summary = only(
      summarizeTranscripts([transcriptOf("a", { turns: [turn({ pipeline: "deflect" }), brokenTurn("server")] })]),
    );
    expect(summary.turns.deflected).toMatchObject({ hits: 1, n: 1 });
    expect(summary.errors).toMatchObject({ hits: 1, n: 2 });
  });

  it("leaves cancelled conversations out of everything", () => {
    const cancelled = transcriptOf("b", { end: { reason: "aborted" }, turns: [turn({ violations: ["links"] })] });
    const summary = only(summarizeTranscripts([transcriptOf("a"), cancelled]));
    expect(summary).toMatchObject({ conversations: 1, cancelled: 1 });
    expect(summary.turns.violated.hits).toBe(0);
  });

  it("tells what was blocked, and what was shown all the same, by category", () => {
    const blocked = { side: "output", guard: "links", action: "block", category: "links", attempt: 1 } as const;
    const summary = only(
      summarizeTranscripts([
        transcriptOf("a", { turns: [turn({ verdicts: [blocked, { ...blocked, attempt: 2 }] }), turn()] }),
        transcriptOf("b", { turns: [turn({ violations: ["politics"] }), turn()] }),
      ]),
    );
    expect(summary.blockedBy.links).toMatchObject({ hits: 1, n: 4, clusters: 2 });
    expect(summary.shownBy.politics).toMatchObject({ hits: 1, n: 4 });
  });

  it("finds what a conversation says again, not what two conversations say alike", () => {
    const again = transcriptOf("a", {
      turns: [turn(), turn({ reply: "hello you" }), turn({ reply: "Something new." })],
    });
    const summary = only(summarizeTranscripts([again, transcriptOf("b")]));
    expect(summary.turns.repeated).toMatchObject({ hits: 1, n: 4 });
  });

  it("keeps programs and models apart", () => {
    const summaries = summarizeTranscripts([
      transcriptOf("a"),
      transcriptOf("b", { program: "other" }),
      transcriptOf("c", { lm: "test:other" }),
      transcriptOf("d"),
    ]);
    expect(summaries.map(({ program, lm, conversations }) => [program, lm, conversations])).toEqual([
      ["default", "test:model", 2],
      ["other", "test:model", 1],
      ["default", "test:other", 1],
    ]);
  });

  it("is read with n and interval", () => {
    const rows = reportRows(summarizeTranscripts([transcriptOf("a", { turns: [turn({ by: "safe" }), turn()] })]));
    const row = rows.find(({ label }) => label.startsWith("fixed"));
    expect(cellInWords(row?.cells[0])).toMatch(/^50 % \(1 of 2, \d+(\.\d)?–\d+(\.\d)? %\)$/);
  });

  it("shows nothing of what a user wrote as markup", () => {
    const transcripts = [transcriptOf("a", { turns: [turn({ message: "<script>alert(1)</script>" })] })];
    const page = simulationHtml(summarizeTranscripts(transcripts), transcripts);
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script>");
  });
});
