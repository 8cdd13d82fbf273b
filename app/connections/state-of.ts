import type { Identity } from "../../brain/core/ports.ts";
import type { ConnectionState } from "../../brain/lms/resilience/connection-state.ts";
import { addressOf, type NetworkedConnection } from "./access.ts";
import type { ConnectionMeans } from "./means.ts";

/** Breaker and limits of a connection, the same for all that ask it. */
export const stateOf = async (
  connection: NetworkedConnection,
  { provider, model }: Pick<Identity, "provider" | "model">,
  { config, network, states }: ConnectionMeans,
): Promise<ConnectionState> => {
  const key = connection.name ?? `${provider}:${model}@${new URL(addressOf(connection, config)).host}`;
  const { createConnectionState } = await import("../../brain/lms/resilience/connection-state.ts");
  const { timers } = await network.open(connection.resilience.connect);
  // Looked up after the last waiting, so that two roles that open at once find the same one.
  const state = states.get(key) ?? createConnectionState(connection.resilience, { lm: `${provider}:${model}`, timers });
  states.set(key, state);
  return state;
};
