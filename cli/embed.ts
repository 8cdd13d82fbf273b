import { z } from "zod";
import type { Settings } from "../app/settings.ts";
import { lineId, runJsonLines } from "./json-lines.ts";

const line = z.object({ id: lineId, text: z.string() });

/** Answers each line with its vector. Returns the exit code. */
export const embed = async (settings: Settings): Promise<number> => {
  const { openVectors } = await import("../app/compose.ts");
  const opened = await openVectors(settings);
  try {
    return await runJsonLines(line, async ({ text }) => ({ vector: Array.from(await opened.embed(text)) }));
  } finally {
    await opened.close();
  }
};
