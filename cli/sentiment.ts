import { z } from "zod";
import type { Settings } from "../app/settings.ts";
import { lineId, runJsonLines } from "./json-lines.ts";

const line = z.object({ id: lineId, text: z.string() });

/** Answers each line with its mood and the pipeline that it leads to. Returns the exit code. */
export const sentiment = async (settings: Settings): Promise<number> => {
  const { openSentiment } = await import("../app/compose.ts");
  const read = await openSentiment(settings);
  return runJsonLines(line, ({ text }) => read(text));
};
