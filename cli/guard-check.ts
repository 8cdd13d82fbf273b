import { z } from "zod";
import type { Settings } from "../app/settings.ts";
import { lineId, runJsonLines } from "./json-lines.ts";

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
  return runJsonLines(line, async ({ side, text, previous }) => {
    const from = performance.now();
    const verdict = await (side === "input" ? guards.checkInput(text) : guards.checkOutput(text, previous));
    return { ...verdict, micros: Math.round((performance.now() - from) * 1000) };
  });
};
