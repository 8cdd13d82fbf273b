import type { Price } from "../../brain/core/spend.ts";
import { isFree } from "../runner/check-price.ts";
import { parsePrice } from "../runner/parse-price.ts";
import type { Sections } from "../sections.ts";
import { loadPriceTable } from "./price-table.ts";
import type { KnownPrice, Prices } from "./prices.ts";

/**
 * What models charge: what understudy.yaml says of the connection, or of one to the same model on the same server; what `--price` said of the
 * models of the start; nothing for models on machines of one's own; else what the table says.
 * @param given a price from a flag, and the models that it is of: `provider:model`
 */
export const openPrices = async (
  { connections }: Pick<Sections, "connections">,
  given?: { readonly price: Price; readonly of: readonly string[] },
): Promise<Prices> => {
  const table = await loadPriceTable();
  const own = Object.entries(connections).flatMap(([name, { provider, model, base_url, price }]) =>
    price === undefined
      ? []
      : [{ name, provider, model, server: serverOf({ base_url }), price: parsePrice(String(price)) }],
  );
  return {
    of(identity): KnownPrice | undefined {
      const { provider, model, connection } = identity;
      // Without an entry it is asked where its provider usually is.
      const entry = connection !== undefined && Object.hasOwn(connections, connection) ? connections[connection] : {};
      const server = serverOf(entry ?? {});
      const said =
        own.find(({ name }) => name === connection) ??
        own.find((twin) => twin.provider === provider && twin.model === model && twin.server === server);
      if (said !== undefined) return { price: said.price, from: "understudy.yaml" };
      if (given?.of.includes(`${provider}:${model}`)) return { price: given.price, from: "--price" };
      if (isFree(provider)) return { price: { prompt: 0, completion: 0 }, from: "free" };
      const listed = table(identity);
      return listed && { price: listed, from: "table" };
    },
  };
};

/** The address that an entry names; `undefined` for its provider's usual one. A model of the same name elsewhere is another, and charged otherwise. */
const serverOf = ({ base_url }: { readonly base_url?: string | undefined }): string | undefined =>
  base_url?.trim().replace(/\/+$/, "");
