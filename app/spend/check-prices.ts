import { InputError } from "../../brain/core/errors.ts";
import type { Identity } from "../../brain/core/ports.ts";
import { budgetScopes } from "../../brain/core/spend.ts";
import type { Sections } from "../sections.ts";
import type { Prices } from "./prices.ts";

/**
 * Says at the start what would else refuse the first call: a budget of money cannot be kept with a model whose price
 * nobody knows. @throws {InputError}
 */
export const checkPrices = (
  { budgets, path = "understudy.yaml" }: Pick<Sections, "budgets" | "path">,
  models: readonly Identity[],
  prices: Prices,
): void => {
  const limited = budgetScopes.find((scope) => budgets[scope]?.cost !== undefined);
  const unknown = limited && models.find((identity) => prices.of(identity) === undefined);
  if (unknown === undefined) return;
  const { provider, model, connection } = unknown;
  throw new InputError({
    what: `budgets.${limited}.cost cannot be kept: what ${provider}:${model} charges is not known`,
    where: path,
    expected: "its price, in US dollars a million tokens",
    fix:
      connection === undefined
        ? `add a connection with \`provider: ${provider}\`, \`model: ${model}\` and \`price: PROMPT/COMPLETION\``
        : `add \`price: PROMPT/COMPLETION\` to connections.${connection}`,
  });
};
