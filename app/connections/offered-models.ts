import { InputError, LmError } from "../../brain/core/errors.ts";
import { lmProviders } from "../../brain/lms/parse-spec.ts";
import { profiles } from "../../brain/lms/profiles.ts";
import { defaultResilience } from "../../brain/lms/resilience/resilience.ts";
import { chooseLm } from "../choose-lm.ts";
import type { Price } from "../runner/parse-price.ts";
import type { Prices } from "../spend/prices.ts";
import { accessOf, addressOf, hasKey, isNetworked, type NetworkedConnection } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";
import { labelOf, resolveConnection } from "./resolve-connection.ts";
import { type Roles, rolesOf } from "./roles.ts";
import { serverModels } from "./server-models.ts";

/** A model that can be asked from here. */
export type OfferedModel = {
  readonly model: string;
  readonly embeds: boolean;
  readonly contextTokens?: number;
  readonly bytes?: number;
  /** US dollars a million tokens, and who says so. */
  readonly price?: Price & { readonly from: string };
  /** Roles that ask it as things are set. */
  readonly roles: readonly (keyof Roles)[];
};

/** What one server offers; `problem` where it could not be asked. */
export type Offer = {
  readonly connection: string;
  readonly server: string;
  readonly models: readonly OfferedModel[];
  readonly problem?: string;
};

type Place = { readonly connection: NetworkedConnection; readonly mayBeAbsent: boolean };

/**
 * What servers offer, all asked at once: those of `named`; else those of understudy.yaml, those whose key is set, and
 * those of this machine that answer. One that fails hides no other.
 * @param given what flags and understudy.yaml say of models
 * @throws {InputError} a name that names nothing
 */
export const offeredModels = async (
  named: readonly string[],
  given: { readonly lm?: string; readonly lmFrom?: string; readonly embedder?: string },
  means: Pick<ConnectionMeans, "config" | "network" | "sections"> & { readonly prices: () => Promise<Prices> },
): Promise<readonly Offer[]> => {
  const places = named.length > 0 ? namedPlaces(named, means) : usualPlaces(means);
  const [prices, used, ...answers] = await Promise.all([
    means.prices(),
    usedModels(given, means),
    ...places.map((place) => askPlace(place, means)),
  ]);
  return answers.flatMap((answer, at) => {
    const place = places[at];
    if (place === undefined || (place.mayBeAbsent && "problem" in answer)) return [];
    const { connection } = place;
    const server = serverOf(connection, means);
    const about = { connection: labelOf(connection), server: hostOf(server) };
    if ("problem" in answer) return [{ ...about, models: [], problem: answer.problem }];
    const models = answer.models.map(({ price: told, ...model }) => {
      const identity = {
        provider: connection.provider,
        model: model.model,
        ...(connection.name !== undefined && connection.model === model.model && { connection: connection.name }),
      };
      const known = prices.of(identity);
      const price = known ? { ...known.price, from: known.from } : told && { ...told, from: "the server" };
      const roles = used.filter(
        (one) =>
          one.server === server &&
          isSame(one.model, model.model) &&
          // Of two connections to the same model each has its own roles.
          (one.name === undefined || connection.name === undefined || one.name === connection.name),
      );
      return { ...model, ...(price && { price }), roles: [...new Set(roles.map(({ role }) => role))] };
    });
    return [{ ...about, models }];
  });
};

const namedPlaces = (named: readonly string[], { sections }: Pick<ConnectionMeans, "sections">): readonly Place[] =>
  [...new Set(named)].map((name) => {
    const connection = resolveConnection(name, sections, "models");
    if (isNetworked(connection)) return { connection, mayBeAbsent: false };
    throw new InputError({
      what: `${JSON.stringify(name.slice(0, 40))} asks no server: the offline model is the only one of its kind`,
      where: "models",
    });
  });

const usualPlaces = ({ config, sections }: Pick<ConnectionMeans, "config" | "sections">): readonly Place[] => {
  const configured = Object.keys(sections.connections)
    .map((name) => resolveConnection(name, sections, "understudy.yaml"))
    .filter(isNetworked);
  const addresses = new Set(configured.map((connection) => addressIfAny(connection, config)));
  const others = lmProviders.flatMap((provider): readonly Place[] => {
    if (provider === "offline") return [];
    const connection: NetworkedConnection = { provider, resilience: defaultResilience };
    if (addresses.has(addressIfAny(connection, config))) return [];
    const { isLocal } = profiles[provider];
    return isLocal || hasKey(connection, config) ? [{ connection, mayBeAbsent: isLocal }] : [];
  });
  return [...configured.map((connection) => ({ connection, mayBeAbsent: false })), ...others];
};

type Answer = { readonly models: Awaited<ReturnType<typeof serverModels>> } | { readonly problem: string };

const askPlace = async (
  { connection }: Place,
  { config, network }: Pick<ConnectionMeans, "config" | "network">,
): Promise<Answer> => {
  try {
    const access = accessOf(connection, config, labelOf(connection));
    return { models: await serverModels(connection, access, await network.open()) };
  } catch (error) {
    if (error instanceof LmError) return { problem: error.message };
    if (!(error instanceof InputError)) throw error;
    // On the connection's own line: what, without where and what to do.
    const what = error.message.split("\n")[0] ?? "";
    return { problem: what.replace(`${labelOf(connection)}: `, "") };
  }
};

type Used = {
  readonly name: string | undefined;
  readonly server: string;
  readonly model: string;
  readonly role: keyof Roles;
};

/** What roles ask as things are set; what cannot be opened is asked by none. */
const usedModels = async (
  given: { readonly lm?: string; readonly lmFrom?: string; readonly embedder?: string },
  means: Pick<ConnectionMeans, "config" | "network" | "sections">,
): Promise<readonly Used[]> => {
  const { connections } = await chooseLm(given, means);
  const roles = rolesOf(means.sections, { ...given, reply: connections });
  // Each by itself, for its type.
  const lists: readonly (readonly [keyof Roles, readonly ConnectionSettings[]])[] = [
    ["reply", roles.reply],
    ["fallback", roles.fallback],
    ["judge", roles.judge],
    ["sentiment", roles.sentiment],
    ["embed", roles.embed],
  ];
  return lists.flatMap(([role, asked]) =>
    asked.filter(isNetworked).flatMap((connection): readonly Used[] => {
      try {
        const model = modelOf(connection, role === "embed" ? "embedding" : "chat", role);
        return [{ name: connection.name, server: serverOf(connection, means), model, role }];
      } catch (error) {
        if (error instanceof InputError) return [];
        throw error;
      }
    }),
  );
};

/** Ollama lists `name:latest` where people write `name`. */
const isSame = (asked: string, listed: string): boolean => listed === asked || listed === `${asked}:latest`;

const serverOf = (connection: NetworkedConnection, { config }: Pick<ConnectionMeans, "config">): string =>
  addressIfAny(connection, config) ?? "";

const addressIfAny = (connection: NetworkedConnection, config: ConnectionMeans["config"]): string | undefined => {
  try {
    return addressOf(connection, config);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
};

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : "");
