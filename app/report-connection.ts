import { InputError } from "../brain/core/errors.ts";
import type { Config } from "./config.ts";
import { addressOf, isNetworked, keyVariableOf } from "./connections/access.ts";
import type { ConnectionSettings } from "./connections/connection.ts";
import type { ConnectionEntry } from "./connections/connection-schema.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import type { Sections } from "./sections.ts";
import { shownAddress } from "./shown-address.ts";

/** What an entry says that may be shown as it is. Not `options`: what a server takes there is not known to us. */
const shown = ["temperature", "max_tokens", "timeouts", "retries", "limits", "breaker", "hedge_after"] as const;

/** One entry of `connections`: whom it asks, and what else it says, under the names and in the units of the file. */
export type ConnectionReport = Pick<ConnectionEntry, (typeof shown)[number]> & {
  /** Without user name and password; null for the offline model, and where a variable that cannot be used decides it. */
  readonly address: string | null;
  /** The variable whose value is sent as its key; null where none is sent. */
  readonly key: string | null;
  readonly isKeySet: boolean | null;
  /** `PROMPT/COMPLETION` in US dollars a million tokens; missing where the entry says none. */
  readonly price?: string;
};

/** @param isSet whether a variable is set; what it holds is never asked for */
export const reportConnection = (
  name: string,
  entry: ConnectionEntry,
  {
    sections,
    config,
    isSet,
  }: { readonly sections: Sections; readonly config: Config; readonly isSet: (variable: string) => boolean },
): ConnectionReport => {
  const connection = resolveConnection(name, sections, `connections.${name}`);
  const key = (isNetworked(connection) && keyVariableOf(connection)) || null;
  const { price } = connection;
  return {
    address: shownAddressOf(connection, config),
    key,
    isKeySet: key === null ? null : isSet(key),
    ...(price && { price: `${price.prompt}/${price.completion}` }),
    ...Object.fromEntries(
      shown.flatMap((setting) => (entry[setting] === undefined ? [] : [[setting, entry[setting]]])),
    ),
  };
};

const shownAddressOf = (connection: ConnectionSettings, config: Config): string | null => {
  if (!isNetworked(connection)) return null;
  try {
    return shownAddress(addressOf(connection, config)) ?? null;
  } catch (error) {
    // What is wrong with the variable is told beside it.
    if (error instanceof InputError) return null;
    throw error;
  }
};
