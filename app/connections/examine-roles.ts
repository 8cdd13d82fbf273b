import { InputError } from "../../brain/core/errors.ts";
import { chooseLm } from "../choose-lm.ts";
import type { Finding } from "../finding.ts";
import type { Settings } from "../settings.ts";
import { accessOf, isNetworked, keyVariableOf } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";
import { placeOf } from "./open-lm.ts";
import { labelOf } from "./resolve-connection.ts";
import { type Roles, rolesOf } from "./roles.ts";

export type RoleMeans = Pick<ConnectionMeans, "config" | "network" | "sections">;

export const roleNames = [
  "reply",
  "fallback",
  "judge",
  "sentiment",
  "embed",
] as const satisfies readonly (keyof Roles)[];

/** Who is asked for what as things are set; asks Ollama whether it is there, and nobody else. @throws {InputError} */
export const currentRoles = async (
  settings: Pick<Settings, "lm" | "lmFrom" | "embedder">,
  fallback: string | undefined,
  means: RoleMeans,
): Promise<Roles & { readonly reason: string }> => {
  const { connections, reason } = await chooseLm(settings, means);
  return { ...rolesOf(means.sections, { ...settings, fallback, reply: connections }), reason };
};

/** A line for each role: who fills it, and whether what that needs is there. Makes no call that costs. */
export const examineRoles = async (
  settings: Pick<Settings, "lm" | "lmFrom" | "embedder">,
  fallback: string | undefined,
  means: RoleMeans,
): Promise<readonly Finding[]> => {
  let roles: Awaited<ReturnType<typeof currentRoles>>;
  try {
    roles = await currentRoles(settings, fallback, means);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [{ what: "roles", state: "broken", detail: error.message }];
  }
  return roleNames.map((role): Finding => {
    const filled = roles[role];
    if (filled.length === 0) return { what: role, state: "absent", detail: empty[role] };
    const found = filled.map((connection) => lookAt(connection, role, means));
    const reason = role === "reply" ? ` (${roles.reason})` : "";
    return {
      what: role,
      state: found.some(({ isBroken }) => isBroken) ? "broken" : "good",
      detail: `${found.map(({ told }) => told).join("; then ")}${reason}`,
    };
  });
};

const empty: Readonly<Record<keyof Roles, string>> = {
  reply: "nobody",
  fallback: "nobody: where no reply passes, a safe one is given",
  judge: "nobody: the offline model cannot judge, the local rules decide alone",
  sentiment: "nobody: moods are read locally alone",
  embed: "nobody",
};

const lookAt = (
  connection: ConnectionSettings,
  role: keyof Roles,
  { config }: RoleMeans,
): { readonly told: string; readonly isBroken: boolean } => {
  if (!isNetworked(connection)) return { told: labelOf(connection), isBroken: false };
  try {
    const where = placeOf(connection, labelOf(connection));
    const model = modelOf(connection, role === "embed" ? "embedding" : "chat", where);
    accessOf(connection, config, where);
    const variable = keyVariableOf(connection);
    const key = variable === undefined ? "no key sent" : `${variable} is ${config.keyOf(variable) ? "set" : "not set"}`;
    const name = connection.name === undefined ? "" : `${connection.name}: `;
    return { told: `${name}${connection.provider}:${model}, ${key}`, isBroken: false };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Several stand on this line: what is wrong, without what to do.
    return { told: error.message.split("\n")[0] ?? "", isBroken: true };
  }
};
