import { InputError } from "../../brain/core/errors.ts";
import type { Identity } from "../../brain/core/ports.ts";
import type { Prices as MeterPrices } from "../../brain/lms/metered.ts";
import { lmProviders } from "../../brain/lms/parse-spec.ts";
import { profiles } from "../../brain/lms/profiles.ts";
import { tableInWords } from "../spend/price-table.ts";
import type { Prices } from "../spend/prices.ts";
import type { Price } from "./parse-price.ts";

/** A model on one's own machine costs nothing; of the others the price has to be known. */
export const isFree = (name: string): boolean => {
  const provider = lmProviders.find((known) => known === name);
  return provider === "offline" || (provider !== undefined && profiles[provider].isLocal);
};

/**
 * What the dearest of these models charges; `undefined` where that of one is not known.
 * @throws {InputError} a cap of cost without knowing what is charged
 */
export const dearestOf = (
  models: readonly Identity[],
  known: Prices,
  maxCost: number | undefined,
): MeterPrices | undefined => {
  const prices = models.map((identity) => ({ identity, price: known.of(identity)?.price }));
  const unknown = prices.find(({ price }) => price === undefined)?.identity;
  if (unknown !== undefined && maxCost !== undefined) throw uncapped(`${unknown.provider}:${unknown.model}`);
  if (unknown !== undefined) return undefined;
  const most = (of: (price: Price) => number) => Math.max(0, ...prices.map(({ price }) => (price ? of(price) : 0)));
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
    fix: "look the price up at your provider, or cap the calls with --budget-calls",
  });
