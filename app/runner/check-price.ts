import { InputError } from "../../brain/core/errors.ts";
import type { Prices } from "../../brain/lms/metered.ts";
import type { Price } from "./parse-price.ts";

/** A model on one's own machine costs nothing; of the others the price has to be told. */
export const isFree = (provider: string): boolean => provider === "offline" || provider === "ollama";

/**
 * What models of these providers charge: what the operator says, nothing where all are models of one's own. `undefined`
 * where it is not known.
 * @throws {InputError} a cap of cost without knowing what is charged
 */
export const pricesOf = (
  { maxCost, price }: { readonly maxCost?: number | undefined; readonly price?: Price | undefined },
  providers: readonly string[],
): Prices | undefined => {
  if (price) return { promptPerMillion: price.prompt, completionPerMillion: price.completion };
  const unknown = providers.find((provider) => !isFree(provider));
  if (unknown === undefined) return { promptPerMillion: 0, completionPerMillion: 0 };
  if (maxCost === undefined) return undefined;
  throw new InputError({
    what: `what ${unknown} charges is not known, so that no cost can be capped`,
    where: "--max-cost",
    expected: "--price PROMPT/COMPLETION beside it, in US dollars a million tokens (0.88/0.88)",
    fix: "look the price up at your provider, or cap the calls with --budget-calls",
  });
};
