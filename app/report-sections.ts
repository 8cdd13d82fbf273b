import { dollars } from "../brain/core/dollars.ts";
import type { Config } from "./config.ts";
import { configFileName } from "./config-file.ts";
import type { ConnectionEntry } from "./connections/connection-schema.ts";
import { type ConnectionReport, reportConnection } from "./report-connection.ts";
import type { Sections } from "./sections.ts";

/** A setting and where it came from: `--flag`, `environment NAME`, `.env`, `understudy.yaml:7` or `default`. */
export type Origin = {
  readonly value: string | number | boolean | null;
  readonly from: string;
  /** Why it cannot be used, where that is so; never what it holds. */
  readonly problem?: string;
};

type Origins = Readonly<Record<string, Origin>>;

/** What understudy.yaml says beside what flags can say; each under its name there. */
export type SectionsReport = {
  /** By name: `value` is `provider:model`. */
  readonly connections: Readonly<Record<string, Origin & ConnectionReport>>;
  /** Who is asked for what, in that order. */
  readonly roles: Origins;
  /** By `scope.unit`; without the turns of a session, which a flag can say, too. */
  readonly budgets: Origins;
  readonly log: Origins;
  /** By name: the variants with their shares. */
  readonly experiments: Origins;
};

/**
 * @param isSet whether a variable is set; what it holds is never asked for
 * @param config the addresses that variables set
 */
export const reportSections = (
  sections: Sections,
  isSet: (variable: string) => boolean,
  config: Config,
): SectionsReport => {
  const { connections, roles, budgets, log, experiments } = sections;
  const origin = (value: Origin["value"], ...keys: readonly string[]): Origin => ({
    value,
    from: fromOf(sections, keys),
  });
  const { soft, cheaper, session = {}, user, day = {}, month = {} } = budgets;
  const per = user === undefined ? "" : ` a ${user.per}`;
  return {
    connections: mapped(connections, (entry, name) => ({
      ...origin(modelOf(entry), "connections", name),
      ...reportConnection(name, entry, { sections, config, isSet }),
    })),
    roles: mapped(given(roles), (names, role) => origin([names].flat().join(", "), "roles", role)),
    budgets: {
      ...limits("session", { tokens: session.tokens, cost: session.cost }, origin),
      ...limits("user", { tokens: user?.tokens, cost: user?.cost }, origin, per),
      ...limits("day", day, origin),
      ...limits("month", month, origin),
      soft: origin(soft, "budgets", "soft"),
      ...(cheaper !== undefined && { cheaper: origin(cheaper, "budgets", "cheaper") }),
    },
    log: mapped(given(log), (value, name) => origin(value, "log", name)),
    experiments: mapped(experiments, ({ variants, metric, running }, name) => {
      const shares = Object.entries(variants).map(([variant, { share }]) => `${variant} ${share}`);
      return origin(`${shares.join(", ")}; by ${metric}${running ? "" : "; not running"}`, "experiments", name);
    }),
  };
};

/** Where understudy.yaml says it, or `default`. */
export const fromOf = ({ lineOf, path }: Pick<Sections, "lineOf" | "path">, keys: readonly string[]): string => {
  const line = path === undefined ? undefined : lineOf(keys);
  return line === undefined ? "default" : `${configFileName}:${line}`;
};

const modelOf = ({ provider, model }: ConnectionEntry): string =>
  model === undefined ? provider : `${provider}:${model}`;

type Limits = { readonly tokens?: number | undefined; readonly cost?: number | undefined };

const limits = (
  scope: string,
  { tokens, cost }: Limits,
  origin: (value: string, ...keys: readonly string[]) => Origin,
  per = "",
): Origins => ({
  ...(tokens !== undefined && {
    [`${scope}.tokens`]: origin(`${tokens.toLocaleString("en")}${per}`, "budgets", scope, "tokens"),
  }),
  ...(cost !== undefined && { [`${scope}.cost`]: origin(`${dollars(cost)}${per}`, "budgets", scope, "cost") }),
});

const mapped = <Value, Made>(
  all: Readonly<Record<string, Value>>,
  make: (value: Value, name: string) => Made,
): Readonly<Record<string, Made>> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, make(value, name)]));

/** Without what nobody said. */
const given = <Value>(all: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
