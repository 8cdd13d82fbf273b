import { type NetworkedProvider, profiles } from "./profiles.ts";

/** A server and what messages about it may name: never a key, never a path with a password. */
export type Provider = {
  readonly name: string;
  readonly host: string;
  readonly model: string;
  readonly addressVariable: string;
  readonly keyVariable?: string;
  /** What to do where the server does not have the model. */
  readonly getModel: string;
};

/** By which settings a connection got its address and its key, as messages name them; those of its kind where missing. */
export type SetBy = {
  readonly address?: string;
  readonly key?: string;
  /** Its name in understudy.yaml, where its model is set; missing where it was named by `provider[:model]`. */
  readonly connection?: string;
};

/** What messages may name of a server of this kind. */
export const aboutProvider = (
  id: NetworkedProvider,
  { baseUrl, model, setBy = {} }: { readonly baseUrl: string; readonly model: string; readonly setBy?: SetBy },
): Provider => {
  const { name, address, key } = profiles[id];
  const keyVariable = setBy.key ?? key;
  return {
    name,
    host: new URL(baseUrl).host,
    model,
    addressVariable: setBy.address ?? address ?? "its address",
    ...(keyVariable !== undefined && { keyVariable }),
    getModel: getModelOf(id, model, setBy.connection),
  };
};

const getModelOf = (id: NetworkedProvider, model: string, connection: string | undefined): string => {
  const pull = id === "ollama" ? `run \`ollama pull ${model}\`` : undefined;
  if (connection === undefined) return pull ?? profiles[id].getModel;
  const choose = `\`understudy models ${connection}\` lists what it has; set \`model\` of connections.${connection}`;
  return pull === undefined ? choose : `${pull}, or choose another: ${choose}`;
};
