import type { Settings } from "../app/settings.ts";

/** Says what is found and what to do. Returns 0, or 1 where something that was asked for cannot work. */
export const doctor = async (settings: Settings): Promise<number> => {
  const { examine } = await import("../app/examine.ts");
  const findings = await examine(settings);
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, state, detail, fix } of findings) {
    console.log(`${marks[state]} ${what.padEnd(width)}  ${detail.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`);
    if (fix !== undefined) console.log(`${" ".repeat(width + 4)}→ ${fix}`);
  }
  return findings.some(({ state }) => state === "broken") ? 1 : 0;
};

const marks = { good: "✓", absent: "·", broken: "✗" } as const;
