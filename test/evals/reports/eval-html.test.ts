import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evalHtml } from "../../../evals/reports/eval-html.ts";
import { evalPageScript } from "../../../evals/reports/eval-page-script.ts";
import type { Answer, RunReport } from "../../../evals/run-report.ts";
import { makeReport } from "./make-report.ts";

/** Every tag that the page may hold, with attributes that cannot end early. */
const tag =
  /<(?:!doctype html|\/?(?:html|head|meta|title|style|body|h[1-4]|p|dl|dt|dd|ul|li|b|small|span|div|svg|text|line|circle|table|thead|tbody|tr|th|td|form|label|input|select|option|output|details|summary|section|ins|del|meter|a|script)(?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*\/?)>/g;

const withoutStyleAndScript = (html: string) =>
  html.replace(/<style>.*?<\/style>/s, "").replace(/<script>.*?<\/script>/s, "");

const pageOf = (report: RunReport) => [...evalHtml(report)].join("");

describe("evalHtml", () => {
  it("tells the scores, what they cannot say, the tests, the errors and the turns", async () => {
    const html = pageOf(await makeReport());
    for (const words of [
      "0.750 (",
      "Cannot say:",
      "too few conversations to tell",
      "timeout: ",
      "too few (n 3)",
      "demo of how was your walk?",
      "looks at the testset so far",
      "<del>wet</del>",
      "<ins>lovely</ins>",
      "$0.04",
    ])
      expect(html).toContain(words);
  });

  it("never takes words of people for markup", async () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            "<evil a=\"b\" onload='x'>",
            "</script><script>",
            "</details>",
            "&amp;",
            '"',
            "'",
            "]]>",
            "<!--",
          ),
          fc.string({ unit: "binary" }),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join(""));
    const words = fc.record({ program: nasty, message: nasty, reply: nasty, other: nasty });
    await fc.assert(
      fc.asyncProperty(words, async (all) => {
        const rest = withoutStyleAndScript(pageOf(await makeReport(all))).replace(tag, "");
        expect(rest).not.toMatch(/[<>"]/);
      }),
      { numRuns: 40 },
    );
  });

  it("opens no connection, and lets no script run but its own", async () => {
    const html = pageOf(await makeReport());
    const hash = createHash("sha256").update(evalPageScript).digest("base64");
    expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(withoutStyleAndScript(html)).not.toMatch(/ (?:src|on[a-z]+|style)=|href="[^#]|https?:/);
    expect(html).not.toMatch(/url\(|@import/);
  });

  it("draws every interval within its plot", async () => {
    const svg = /<svg.*?<\/svg>/s.exec(pageOf(await makeReport()))?.[0] ?? "";
    const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    const spans = [...svg.matchAll(/class="span" x1="([\d.]+)" x2="([\d.]+)" y1="([\d.]+)"/g)];
    expect(spans).toHaveLength(2);
    for (const [, from, to, y] of spans) {
      expect(Number(from)).toBeLessThan(Number(to));
      expect(Number(to)).toBeLessThan(width);
      expect(Number(y)).toBeLessThan(height);
    }
  });

  it("shows of very many turns those that are worth a look, and says how many it leaves out", async () => {
    const report = await makeReport();
    const [whole, , broken] = report.turns;
    if (whole === undefined || broken === undefined) throw new Error("the report of this test has three turns");
    const scored = (id: number, score: number) => ({
      case: { ...whole.case, id: `case ${id}` },
      answers: [{ ...whole.answers[0], scores: [{ metric: "end number", scored: { score, reason: "" } }] } as Answer],
    });
    const many = Array.from({ length: 5000 }, (_, id) => scored(id, id === 4000 ? 0.1 : 0.5 + id / 10_000));
    const at = { ...broken, case: { ...broken.case, id: "broken" } };
    const pieces = [...evalHtml({ ...report, turns: [...many, at] })];
    const page = pieces.join("");
    expect(page.match(/<details data-p/g)).toHaveLength(2000);
    expect(page).toContain("2000 of 5001 turns are shown");
    expect(page).toContain("3001 are left out here");
    for (const id of ["broken", "case 4000", "case 0", "case 1997"]) expect(page).toContain(`<b>${id}</b>`);
    expect(page).not.toContain("<b>case 1998</b>");
    // As they were asked.
    expect(page.indexOf("<b>case 1997</b>")).toBeLessThan(page.indexOf("<b>case 4000</b>"));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(20_000);
  });

  it("tells first what must be known before the figures are believed", async () => {
    const notices = ["knn was chosen by its score on <these> cases"];
    const page = pageOf({ ...(await makeReport()), notices });
    expect(page).toContain("<li>knn was chosen by its score on &lt;these&gt; cases</li>");
    expect(page.indexOf("was chosen")).toBeLessThan(page.indexOf("<h2>Scores"));
  });

  it("folds the slices, a kind each", async () => {
    const page = pageOf(await makeReport());
    const folds = [...page.matchAll(/<details><summary>by ([a-z ]+) <span/g)].map(([, by]) => by);
    expect(folds).toEqual(["pipeline", "tag", "part of day", "replied by"]);
  });

  it("stays lean: a turn of two programs takes a few kilobytes", async () => {
    const report = await makeReport();
    const turn = report.turns[0];
    if (turn === undefined) throw new Error("the report of this test has turns");
    const size = (n: number) => pageOf({ ...report, turns: Array(n).fill(turn) }).length;
    expect((size(101) - size(1)) / 100).toBeLessThan(2500);
  });
});

describe("the page's script", () => {
  /** What of a document the script uses. */
  const openPage = () => {
    const turn = (text: string, p: string, s: string, e?: string) => ({
      textContent: text,
      dataset: { p, s, ...(e !== undefined && { e }) },
      hidden: false,
    });
    const turns = [
      turn("a Good walk", "|chat|", "0.9,0.2"),
      turn("a bad walk", "|chat|comfort|", "0.1,", ""),
      turn("nothing", "|comfort|", ","),
    ];
    let order = turns;
    const elements = {
      words: { value: "" },
      pipeline: { value: "" },
      metric: { value: "0" },
      most: { value: "" },
      order: { value: "asked" },
      failed: { checked: false },
    };
    const listeners = new Map<string, (event: object) => void>();
    const form = {
      hidden: true,
      elements,
      addEventListener: (name: string, listen: (event: object) => void) => listeners.set(name, listen),
    };
    const shown = { textContent: "" };
    const list = {
      children: turns,
      append: (...all: typeof turns) => {
        order = all;
      },
    };
    const byId: Readonly<Record<string, object>> = { turns: list, filter: form, shown };
    runInNewContext(evalPageScript, {
      document: { getElementById: (id: string) => byId[id] },
      setTimeout: (work: () => void) => work(),
      clearTimeout: () => {},
    });
    const change = (name: keyof typeof elements) => listeners.get("input")?.({ target: { name } });
    const visible = () => order.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent);
    return { elements, change, visible, form, shown };
  };

  it("shows the form, and every turn as it was asked", () => {
    const { form, shown, visible } = openPage();
    expect(form.hidden).toBe(false);
    expect(shown.textContent).toBe("3 of 3");
    expect(visible()).toHaveLength(3);
  });

  it("finds turns by their words, pipeline, worst score and errors", () => {
    const { elements, change, visible } = openPage();
    elements.words.value = "WALK good";
    change("words");
    expect(visible()).toEqual(["a Good walk"]);
    elements.words.value = "";
    elements.pipeline.value = "comfort";
    change("pipeline");
    expect(visible()).toEqual(["a bad walk", "nothing"]);
    elements.pipeline.value = "";
    elements.most.value = "0.5";
    change("most");
    expect(visible()).toEqual(["a bad walk"]);
    elements.metric.value = "1";
    change("metric");
    expect(visible()).toEqual(["a Good walk"]);
    elements.most.value = "";
    elements.failed.checked = true;
    change("failed");
    expect(visible()).toEqual(["a bad walk"]);
  });

  it("puts the worst first, and those without a score last", () => {
    const { elements, change, visible } = openPage();
    elements.order.value = "worst";
    change("order");
    expect(visible()).toEqual(["a bad walk", "a Good walk", "nothing"]);
    elements.order.value = "asked";
    change("order");
    expect(visible()).toEqual(["a Good walk", "a bad walk", "nothing"]);
  });
});
