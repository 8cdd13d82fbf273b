import type { SpendReport, SpendRequest, SpendRow } from "../app/spend/open-spend.ts";
import { dollars } from "../brain/core/dollars.ts";
import { bar } from "./bar.ts";
import { barWidths, firstThatFits, hanging, inLocale } from "./lay-out.ts";
import { print } from "./print.ts";
import { localeIsUnicode } from "./sparkline.ts";
import { asTable } from "./table.ts";
import { tellFaulty } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

export type SpendOptions = SpendRequest & { readonly json?: boolean; readonly csv?: boolean };

/** Columns of a name: the figures beside it fit a terminal. */
const nameWidth = 40;

/** Prints what calls to models came to. Returns the exit code. */
export const showSpend = async ({ json, csv, ...request }: SpendOptions): Promise<number> => {
  const { readSpend } = await import("../app/spend/open-spend.ts");
  const now = Date.now();
  const { report, span, tablePrices } = await readSpend(request, now, tellFaulty("the prices that it may say"));
  if (json) {
    const { rows = [], total = null, underWay = 0 } = report ?? {};
    const { priceTable } = await import("../app/spend/price-table.ts");
    const told = tablePrices.length === 0 ? {} : { priceTable: { ...priceTable, models: tablePrices } };
    await print(`${JSON.stringify({ by: request.by, rows, total, underWay, ...told }, null, 2)}\n`);
    return 0;
  }
  if (csv) {
    const { spendCsv } = await import("./spend-csv.ts");
    await print(spendCsv(request.by, report?.rows ?? []));
    return 0;
  }
  const [{ tableInWords }, { processEnvironment }] = await Promise.all([
    import("../app/spend/price-table.ts"),
    import("../app/config.ts"),
  ]);
  const isUnicode = localeIsUnicode(processEnvironment());
  const lines =
    report === undefined || report.total.calls === 0 ? nothing(report, span) : tableOf(report, request.by, isUnicode);
  const notes = [
    ...(report?.underWay ? [`${calls(report.underWay)} under way, not counted above`] : []),
    ...(report?.total.lost
      ? [`${calls(report.total.lost)} lost with a process that died: counted at the worst they may have come to`]
      : []),
    ...(report?.total.unpriced
      ? [
          `of ${calls(report.total.unpriced)} nobody knew the price: they are not in the cost. Add \`price:\` to their connection in understudy.yaml`,
        ]
      : []),
    ...(tablePrices.length > 0
      ? [`prices of ${tablePrices.join(", ")} by ${tableInWords(now)}; \`price:\` in understudy.yaml goes before it`]
      : []),
  ];
  const all = [...lines, ...notes.flatMap((note) => hanging("", displayLine(note)))];
  await print(`${inLocale(all, isUnicode).join("\n")}\n`);
  return 0;
};

const nothing = (report: SpendReport | undefined, span: { readonly since?: number; readonly until?: number }) => {
  const isSpan = span.since !== undefined || span.until !== undefined;
  const isOld = report !== undefined && isSpan;
  return hanging("", isOld ? "nothing was spent in that time" : "nothing spent yet: no call to a model was counted");
};

/** With bars as wide as there is room for; on narrow terminals a block for each. */
const tableOf = ({ rows, total }: SpendReport, by: string, isUnicode: boolean): readonly string[] => {
  // Where all was free, or nobody knew what it cost, tokens are what there is to compare.
  const sizeOf = (row: SpendRow) => (total.cost > 0 ? row.cost : row.promptTokens + row.completionTokens);
  const most = Math.max(...rows.map(sizeOf));
  const line = (name: string, row: SpendRow, chart: string) => [
    name,
    figure(row.calls),
    figure(row.promptTokens),
    figure(row.completionTokens),
    row.unpriced === row.calls ? "?" : dollars(row.cost),
    share(row.estimated, row.calls),
    share(row.unpriced, row.calls),
    chart,
  ];
  const head = [
    by,
    "calls",
    "tokens in",
    "out",
    "cost",
    ...(total.estimated > 0 ? ["estimated"] : [""]),
    ...(total.unpriced > 0 ? ["unpriced"] : [""]),
  ];
  const table = (barWidth: number) => {
    const drawn = (row: SpendRow) => bar(most === 0 ? 0 : sizeOf(row) / most, barWidth, { isUnicode });
    const body = rows.map((row) => line(shown(row.name), row, barWidth === 0 ? "" : drawn(row)));
    return asTable([head, ...body, ...(rows.length > 1 ? [line("total", total, "")] : [])], {
      figures: [1, 2, 3, 4, 5, 6],
    });
  };
  const blocks = () => [
    ...rows.flatMap((row) => inBlock(row.name === null ? none : displayLine(row.name), row)),
    ...(rows.length > 1 ? inBlock("total", total) : []),
  ];
  return firstThatFits([...barWidths.map((width) => () => table(width)), blocks]);
};

const inBlock = (name: string, row: SpendRow): readonly string[] => {
  const estimated = share(row.estimated, row.calls);
  const unpriced = share(row.unpriced, row.calls);
  const facts = [
    calls(row.calls),
    `${figure(row.promptTokens)} tokens in, ${figure(row.completionTokens)} out`,
    ...(row.unpriced === row.calls ? [] : [dollars(row.cost)]),
    ...(estimated === "" ? [] : [`${estimated} estimated`]),
    ...(unpriced === "" ? [] : [`${unpriced} unpriced`]),
  ];
  return [...hanging("", name), ...hanging("    ", facts.join(", "))];
};

const none = "(none)";

const shown = (name: string | null): string => {
  const text = name === null ? none : displayLine(name);
  return text.length > nameWidth ? `${text.slice(0, nameWidth - 1)}…` : text;
};

const figure = (value: number): string => value.toLocaleString("en-US");

/** Empty where none is: a column of nothing is left out. */
const share = (part: number, all: number): string =>
  part === 0 ? "" : `${part === all ? 100 : Math.min(99, Math.max(1, Math.round((100 * part) / all)))} %`;

const calls = (count: number): string => `${figure(count)} ${count === 1 ? "call" : "calls"}`;
