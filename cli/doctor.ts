import type { Settings } from "../app/settings.ts";
import { print } from "./print.ts";
import { safeLines } from "./tell.ts";

/** Says what is found and what to do. Returns 0, or 1 where something that was asked for cannot work. */
export const doctor = async ({
  ping = false,
  ...settings
}: Settings & { readonly ping?: boolean }): Promise<number> => {
  const { examine } = await import("../app/examine.ts");
  const findings = await examine(settings);
  const width = Math.max(...findings.map(({ what }) => what.length));
  const indent = " ".repeat(width + 4);
  for (const { what, state, detail, fix } of findings) {
    await print(`${marks[state]} ${what.padEnd(width)}  ${safeLines(detail).replaceAll("\n", `\n${indent}`)}\n`);
    if (fix !== undefined) await print(`${indent}→ ${fix}\n`);
  }
  const broken = findings.filter(({ state }) => state === "broken").map(({ what }) => what);
  if (!ping) return broken.length > 0 ? 1 : 0;
  const obstacles = broken.filter((what) => neededByPing.includes(what));
  if (obstacles.length > 0) {
    await print(`\nNo call was made: first mend ${obstacles.join(", ")}.\n`);
    return 1;
  }
  const { pingAll } = await import("./doctor-ping.ts");
  return (await pingAll(settings)) && broken.length === 0 ? 0 : 1;
};

/** Findings without which nobody knows whom to call. */
const neededByPing: readonly string[] = ["settings", "understudy.yaml", "persona", "roles"];

const marks = { good: "✓", absent: "·", broken: "✗" } as const;
