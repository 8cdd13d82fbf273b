import { z } from "zod";
import type { Settings } from "../app/settings.ts";
import { lineId, runJsonLines } from "./json-lines.ts";
import { tell } from "./tell.ts";

const line = z.object({
  id: lineId,
  side: z.enum(["input", "output"]).default("output"),
  text: z.string(),
  previous: z.string().optional(),
});

/** Answers each line with the verdict of the persona's guards. Returns the exit code. */
export const guardCheck = async (settings: Settings): Promise<number> => {
  const { openGuards } = await import("../app/compose.ts");
  const guards = await openGuards(settings);
  for (const notice of guards.notices) tell(notice);
  try {
    return await runJsonLines(line, async ({ side, text, previous }) => {
      const from = performance.now();
      const findings = await (side === "input" ? guards.checkInput(text) : guards.checkOutput(text, previous));
      const micros = Math.round((performance.now() - from) * 1000);
      const [worst] = findings;
      if (worst === undefined) return { action: "allow", micros };
      const also = [...new Set(findings.map(({ category }) => category))].filter((name) => name !== worst.category);
      return { ...worst, ...(also.length > 0 && { also }), micros };
    });
  } finally {
    await guards.close();
  }
};
