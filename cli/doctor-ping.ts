import type { Pinged, PlannedPing } from "../app/connections/ping.ts";
import type { Settings } from "../app/settings.ts";
import { dollars } from "../brain/core/dollars.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

/** Makes one small call to each connection in use, one after the other, and prints what each took. False where one failed. @throws {InputError} */
export const pingAll = async (settings: Settings): Promise<boolean> => {
  const [{ openMeans }, { planPings }, { personaFallback }] = await Promise.all([
    import("../app/connections/open-means.ts"),
    import("../app/connections/ping.ts"),
    import("../app/connections/persona-fallback.ts"),
  ]);
  const means = await openMeans({ command: "doctor", notify: tell });
  try {
    const pings = await planPings(settings, await personaFallback(settings), means);
    await print(`\n${hanging("", announced(pings)).join("\n")}\n`);
    let isGood = true;
    for (const ping of pings) {
      const pinged = await ping.run();
      isGood &&= pinged.isGood;
      await print(`${linesOf(ping, pinged).join("\n")}\n`);
    }
    return isGood;
  } finally {
    await means.close();
  }
};

const announced = (pings: readonly PlannedPing[]): string => {
  if (pings.length === 0) return "No server to call: the offline model answers.";
  const paid = pings.filter(({ isFree }) => !isFree);
  const calls = pings.length === 1 ? "One small call" : `${pings.length} small calls`;
  if (paid.length === 0) return `${calls}; nothing is charged:`;
  const known = paid.reduce((sum, { worst = 0 }) => sum + worst, 0);
  const unknown = paid.filter(({ worst }) => worst === undefined).map(({ label }) => displayLine(label));
  const cost = unknown.length === paid.length ? "" : `; at most ${dollars(known)} will be charged`;
  const more =
    unknown.length === 0
      ? ""
      : `; what ${unknown.join(", ")} ${unknown.length === 1 ? "charges" : "charge"} is not known`;
  return `${calls}${cost}${more}:`;
};

const linesOf = ({ label, lm, roles }: PlannedPing, pinged: Pinged): readonly string[] => {
  const who = displayLine(`${label === lm ? lm : `${label} (${lm})`}, ${roles.join(", ")}`);
  if (!pinged.isGood) return hanging("✗ ", `${who}: ${displayLine(pinged.problem)} (${seconds(pinged.total)})`);
  const { firstToken, total, promptTokens, completionTokens, cost } = pinged;
  const first = firstToken === total ? "" : `first token after ${seconds(firstToken)}, `;
  const tokens = promptTokens + completionTokens === 0 ? "" : `; ${promptTokens} + ${completionTokens} tokens`;
  return hanging("✓ ", `${who}: ${first}${seconds(total)} in all${tokens}${cost ? `, ${dollars(cost)}` : ""}`);
};

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
