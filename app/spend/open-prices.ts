import type { Price } from "../../brain/core/spend.ts";
import { isFree } from "../runner/check-price.ts";
import { parsePrice } from "../runner/parse-price.ts";
import type { Sections } from "../sections.ts";
import { loadPriceTable } from "./price-table.ts";
import type { KnownPrice, Prices } from "./prices.ts";

/**
 * What models charge: what understudy.yaml says of the connection, or of one to the same model; what `--price` said of the
 * models of the start; nothing for models on machines of one's own; else what the table says.
 * @param given a price from a flag, and the models that it is of: `provider:model`
 */
export const openPrices = async (
  { connections }: Pick<Sections, "connections">,
  given?: { readonly price: Price; readonly of: readonly string[] },
): Promise<Prices> => {
  const table = await loadPriceTable();
  const own = Object.entries(connections).flatMap(([name, { provider, model, price }]) =>
    price === undefined ? [] : [{ name, provider, model, price: parsePrice(String(price)) }],
  );
  return {
    of(identity): KnownPrice | undefined {
      const { provider, model, connection } = identity;
      const said =
        own.find(({ name }) => name === connection) ??
        own.find((entry) => entry.provider === provider && entry.model === model);
      if (said !== undefined) return { price: said.price, from: "understudy.yaml" };
      if (given?.of.includes(`${provider}:${model}`)) return { price: given.price, from: "--price" };
      if (isFree(provider)) return { price: { prompt: 0, completion: 0 }, from: "free" };
      const listed = table(identity);
      return listed && { price: listed, from: "table" };
    },
  };
};
