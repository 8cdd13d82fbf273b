import { InputError } from "../../brain/core/errors.ts";
import type { Identity } from "../../brain/core/ports.ts";
import { lmProviders } from "../../brain/lms/parse-spec.ts";
import { profiles } from "../../brain/lms/profiles.ts";
import { tableInWords } from "../spend/price-table.ts";
import type { Prices } from "../spend/prices.ts";
import type { Price } from "./parse-price.ts";

/** US dollars a million tokens. */
export type Charged = { readonly promptPerMillion: number; readonly completionPerMillion: number };

/** A model on one's own machine costs nothing; of the others the price has to be known. */
export const isFree = (name: string): boolean => {
  const provider = lmProviders.find((known) => known === name);
  return provider === "offline" || (provider !== undefined && profiles[provider].isLocal);
};

/** Prices in which `--price` stands for all that nobody else knows: a run may ask more than the models that it starts with. */
export const elseCharging = (price: Price | undefined, known: Prices): Prices => ({
  of: (identity) => known.of(identity) ?? (price && { price, from: "--price" }),
});

/** A cost can be capped only where all is priced that may be asked. @throws {InputError} */
export const checkCap = (models: readonly Identity[], known: Prices): void => {
  const unknown = models.find((identity) => known.of(identity) === undefined);
  if (unknown !== undefined) throw uncapped(`${unknown.provider}:${unknown.model}`);
};

/** What the dearest of these models charges, for estimates; `undefined` where that of one is not known. */
export const dearestOf = (models: readonly Identity[], known: Prices): Charged | undefined => {
  const prices: Price[] = [];
  for (const identity of models) {
    const price = known.of(identity)?.price;
    if (price === undefined) return undefined;
    prices.push(price);
  }
  const most = (of: (price: Price) => number) => Math.max(0, ...prices.map(of));
  return { promptPerMillion: most(({ prompt }) => prompt), completionPerMillion: most(({ completion }) => completion) };
};

/** Where prices are from that nobody here said, for a person to judge; `undefined` where none is. `now`: milliseconds since 1970. */
export const priceNotice = (models: readonly Identity[], known: Prices, now: number): string | undefined => {
  const listed = models.flatMap((identity) => {
    const found = known.of(identity);
    if (found?.from !== "table") return [];
    const { prompt, completion } = found.price;
    return [`${identity.provider}:${identity.model} is taken to charge $${prompt}/$${completion} a million tokens`];
  });
  return listed.length === 0
    ? undefined
    : `${[...new Set(listed)].join(", ")}, by ${tableInWords(now)}; --price, or price: of its connection in understudy.yaml, goes before it`;
};

const uncapped = (who: string): InputError =>
  new InputError({
    what: `what ${who} charges is not known, so that no cost can be capped`,
    where: "--max-cost",
    expected: "--price PROMPT/COMPLETION beside it, in US dollars a million tokens (0.88/0.88)",
    fix: "look the price up at your provider, and give it here or as `price:` of a connection in understudy.yaml",
  });
