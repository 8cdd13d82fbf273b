import type { Sections } from "../sections.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { RolesEntry } from "./connection-schema.ts";
import { resolveConnection } from "./resolve-connection.ts";

/** What goes before understudy.yaml's `roles`: flags, the file's own `lm` and `embedder`, the persona. */
export type GivenRoles = {
  /** A connection, or `provider[:model]`. */
  readonly lm?: string | undefined;
  /** Who chose `lm`, for messages. @default --lm */
  readonly lmFrom?: string | undefined;
  /** Who replies, where that is settled already (`chooseLm`, `/model`). */
  readonly reply?: readonly ConnectionSettings[] | undefined;
  readonly embedder?: string | undefined;
  readonly embedderFrom?: string | undefined;
  /** `model.fallback_lm` of the persona. */
  readonly fallback?: string | undefined;
};

/** Who is asked for what, in the order in which they are tried. */
export type Roles = {
  /** Empty where nobody said: the choice is automatic. */
  readonly reply: readonly ConnectionSettings[];
  /** Asked where nothing of those passed; often empty. */
  readonly fallback: readonly ConnectionSettings[];
  /** Empty where none can judge. */
  readonly judge: readonly ConnectionSettings[];
  readonly sentiment: readonly ConnectionSettings[];
  readonly embed: readonly [ConnectionSettings, ...ConnectionSettings[]];
};

/**
 * Who is asked for what. Asks nobody.
 * @throws {InputError} something named is neither a connection nor `provider[:model]`
 */
export const rolesOf = (sections: Pick<Sections, "connections" | "roles" | "lineOf">, given: GivenRoles): Roles => {
  const { roles } = sections;
  const one = (spec: string, where: string) => [resolveConnection(spec, sections, where)];
  const listed = (role: keyof RolesEntry) => ofRole(role, sections);

  const reply = given.reply ?? (given.lm === undefined ? listed("reply") : one(given.lm, given.lmFrom ?? "--lm"));
  // What replies stands in for what nobody was named for, as far as it can.
  const instead = reply.slice(0, 1).filter(canJudge);
  const [first = offlineOf(sections), ...others] =
    given.embedder !== undefined ? one(given.embedder, given.embedderFrom ?? "--embedder") : listed("embed");
  return {
    reply,
    fallback:
      roles.fallback !== undefined
        ? listed("fallback")
        : given.fallback === undefined
          ? []
          : one(given.fallback, "model.fallback_lm in persona.yaml"),
    judge: roles.judge === undefined ? instead : listed("judge").filter(canJudge),
    sentiment: roles.sentiment === undefined ? instead : listed("sentiment").filter(canJudge),
    embed: [first, ...others],
  };
};

/** The connections of one role as understudy.yaml has them; empty where it says nothing. @throws {InputError} */
export const ofRole = (
  role: keyof RolesEntry,
  sections: Pick<Sections, "connections" | "roles" | "lineOf">,
): readonly ConnectionSettings[] => {
  const line = sections.lineOf(["roles", role]);
  const where = line === undefined ? `roles.${role}` : `understudy.yaml:${line} roles.${role}`;
  return [sections.roles[role] ?? []].flat().map((spec) => resolveConnection(spec, sections, where));
};

/** The offline model follows no instructions. */
export const canJudge = ({ provider }: ConnectionSettings): boolean => provider !== "offline";

const offlineOf = (sections: Pick<Sections, "connections">): ConnectionSettings =>
  resolveConnection("offline", { ...sections, connections: {} }, "embed");
