import { InputError } from "../../brain/core/errors.ts";
import { type NetworkedProvider, profiles } from "../../brain/lms/profiles.ts";
import type { SetBy } from "../../brain/lms/provider.ts";
import type { Config } from "../config.ts";
import { ollamaAddress, serverAddress } from "../server-address.ts";
import type { ConnectionSettings } from "./connection.ts";

/** Where a connection's server is, and what opens it. */
export type Access = {
  readonly baseUrl: string;
  /** Missing where none is asked for. */
  readonly apiKey?: string;
  readonly setBy: SetBy;
};

/** Connections that leave the machine. */
export type NetworkedConnection = ConnectionSettings & { readonly provider: NetworkedProvider };

export const isNetworked = (connection: ConnectionSettings): connection is NetworkedConnection =>
  connection.provider !== "offline";

/**
 * The address and the key of a connection. A key goes only to the server that it was meant for: where a connection has an
 * address of its own, one is sent if its entry names the variable, and else none.
 * @throws {InputError} its key is missing, or one of the two cannot be used
 */
export const accessOf = (connection: NetworkedConnection, config: Config, where: string): Access => {
  const variable = keyVariableOf(connection);
  const apiKey = variable === undefined ? undefined : config.keyOf(variable);
  if (variable !== undefined && apiKey === undefined && needsKey(connection, config)) throw missing(variable, where);
  const own = ofEntry(connection.name);
  return {
    baseUrl: addressOf(connection, config),
    ...(apiKey !== undefined && { apiKey }),
    setBy: {
      ...addressSetting(connection),
      ...(connection.name !== undefined && { connection: connection.name }),
      ...(variable !== undefined
        ? { key: variable }
        : connection.name !== undefined && { key: `key of ${own}, since none was sent` }),
    },
  };
};

/** The address that a connection asks, without a slash at its end. @throws {InputError} it cannot be used */
export const addressOf = ({ provider, name, baseUrl }: NetworkedConnection, config: Config): string => {
  if (baseUrl !== undefined) {
    const setting = `base_url of ${ofEntry(name)}`;
    return provider === "ollama" ? ollamaAddress(setting, baseUrl) : serverAddress(setting, baseUrl);
  }
  const usual = profiles[provider].baseUrl;
  if (provider === "ollama") return config.ollamaHost;
  if (provider === "together") return config.togetherBaseUrl ?? usual;
  return provider === "openai" ? (config.openaiBaseUrl ?? usual) : usual;
};

/** The variable that a connection's key is in; `undefined` where none is sent. */
export const keyVariableOf = ({ provider, key, baseUrl }: NetworkedConnection): string | undefined =>
  key ?? (baseUrl === undefined ? profiles[provider].key : undefined);

/** Whether a connection's key is there, or none is needed. @throws {InputError} no key can be so */
export const hasKey = (connection: NetworkedConnection, config: Config): boolean => {
  const variable = keyVariableOf(connection);
  return variable === undefined || !needsKey(connection, config) || config.keyOf(variable) !== undefined;
};

// A server of one's own behind OPENAI_BASE_URL asks for no key, as a rule.
const needsKey = ({ provider, key }: NetworkedConnection, config: Config): boolean =>
  key !== undefined || provider !== "openai" || config.openaiBaseUrl === undefined;

const addressSetting = ({ provider, name, baseUrl }: NetworkedConnection): { address?: string } =>
  baseUrl !== undefined || (profiles[provider].address === undefined && name !== undefined)
    ? { address: `base_url of ${ofEntry(name)}` }
    : {};

const ofEntry = (name: string | undefined): string => `connections.${name ?? "?"} in understudy.yaml`;

const missing = (variable: string, where: string): InputError =>
  new InputError({
    what: `${variable} is not set`,
    where,
    fix: `put ${variable}=… into .env (see .env.example) or the environment, or choose ${where === "--lm" ? "--lm offline" : "another"}`,
  });
