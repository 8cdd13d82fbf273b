import { InputError } from "../../brain/core/errors.ts";
import { profiles } from "../../brain/lms/profiles.ts";
import type { NetworkedConnection } from "./access.ts";
import { labelOf } from "./resolve-connection.ts";

/**
 * The model that a connection asks: the one that was named, else that of its kind.
 * @param where what to blame in a message
 * @throws {InputError} none was named and none can be known
 */
export const modelOf = (connection: NetworkedConnection, use: "chat" | "embedding", where: string): string => {
  const { provider, name } = connection;
  const { name: shown, [use]: usual } = profiles[provider];
  if (use === "embedding" && usual === "none") {
    throw new InputError({
      what: `${shown} gives no embeddings`,
      where,
      fix: "choose another for them, such as offline, ollama, together or openai",
    });
  }
  const model = connection.model ?? usual;
  if (model !== undefined) return model;
  throw new InputError({
    what: `the model of ${name ?? provider} is not named, and ${shown} has no usual one`,
    where,
    expected: name === undefined ? `${provider}:MODEL` : `model: MODEL under connections.${name}`,
    fix: `\`understudy models ${labelOf(connection)}\` lists what it has`,
  });
};
