import type { Offer, OfferedModel } from "../app/connections/offered-models.ts";
import { hanging, tableOr } from "./lay-out.ts";
import { print } from "./print.ts";
import { displayLine } from "./terminal/display-text.ts";

export type ModelsOptions = {
  readonly lm?: string;
  readonly lmFrom?: string;
  readonly embedder?: string;
  readonly json?: boolean;
};

/** Prints what servers offer. Returns 0, or 1 where one that was named could not be asked. @throws {InputError} */
export const models = async (named: readonly string[], { json = false, ...given }: ModelsOptions): Promise<number> => {
  const [{ loadConfig }, { createNetwork }, { loadSections }, { offeredModels }] = await Promise.all([
    import("../app/config.ts"),
    import("../app/network.ts"),
    import("../app/load-sections.ts"),
    import("../app/connections/offered-models.ts"),
  ]);
  const sections = await loadSections();
  const prices = async () => (await import("../app/spend/open-prices.ts")).openPrices(sections);
  const network = createNetwork();
  try {
    const offers = await offeredModels(named, given, { config: loadConfig(), network, sections, prices });
    if (json) await print(`${JSON.stringify(offers, null, 2)}\n`);
    else await print(`${(offers.length === 0 ? hanging("", nothing) : linesOf(offers)).join("\n")}\n`);
    return named.length > 0 && offers.some(({ problem }) => problem !== undefined) ? 1 : 0;
  } finally {
    await network.close();
  }
};

const nothing =
  "no server to ask: no key is set, understudy.yaml has no connections, and none answers on this machine (understudy help connections)";

const linesOf = (offers: readonly Offer[]): readonly string[] => {
  const rows = offers.flatMap(({ connection, models: offered, problem }) =>
    problem === undefined ? offered.map((model) => rowOf(connection, model)) : [],
  );
  const silent = offers.filter(({ models: offered, problem }) => problem === undefined && offered.length === 0);
  const failed = offers.flatMap(({ connection, problem }) => (problem === undefined ? [] : [{ connection, problem }]));
  return [
    ...(rows.length === 0 ? [] : tableOr([headerOf(rows), ...rows], () => rows.flatMap(inBlock))),
    ...silent.flatMap(({ connection }) => hanging("· ", `${displayLine(connection)} answers, and has no model`)),
    ...failed.flatMap(({ connection, problem }) =>
      hanging("✗ ", `${displayLine(connection)}: ${displayLine(problem)}`),
    ),
  ];
};

const header = ["", "connection", "model", "context", "size", "$ per 1M", "used for"];

/** Columns that nothing stands in are left out: their heads, too. */
const headerOf = (rows: readonly (readonly string[])[]): readonly string[] =>
  header.map((head, column) => (rows.some((row) => row[column] !== "") ? head : ""));

const rowOf = (connection: string, { model, embeds, contextTokens, bytes, price, roles }: OfferedModel) => [
  roles.length > 0 ? "●" : " ",
  displayLine(connection),
  displayLine(model),
  contextTokens === undefined ? "" : inThousands(contextTokens),
  bytes === undefined ? "" : inGigabytes(bytes),
  price === undefined ? "" : priceOf(price),
  [...roles, ...(embeds && !roles.includes("embed") ? ["(embeddings)"] : [])].join(", "),
];

const inBlock = ([mark = "", connection = "", model = "", ...others]: readonly string[]): readonly string[] => [
  ...hanging(`${mark} `, `${connection}: ${model}`),
  ...(others.some((cell) => cell !== "") ? hanging("    ", others.filter((cell) => cell !== "").join(" · ")) : []),
];

const inThousands = (tokens: number): string => (tokens < 1024 ? `${tokens}` : `${Math.round(tokens / 1024)}k`);

const inGigabytes = (bytes: number): string =>
  bytes < 1e8 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

const priceOf = ({ prompt, completion, from }: NonNullable<OfferedModel["price"]>): string =>
  from === "free" ? "free" : `${prompt}/${completion}`;
