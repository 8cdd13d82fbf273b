import { z } from "zod";
import type { Settings } from "../app/settings.ts";
import { lineId, runJsonLines } from "./json-lines.ts";
import { tell } from "./tell.ts";

const line = z.object({
  id: lineId,
  messages: z.array(z.object({ from_creator: z.boolean(), content: z.string() })).min(1),
});

/** Answers each line with the demos that a reply to its messages would be given. Returns the exit code. */
export const demos = async ({ k, ...settings }: Settings & { readonly k?: number }): Promise<number> => {
  const { openDemos } = await import("../app/compose.ts");
  const opened = await openDemos(settings);
  for (const notice of opened.notices) tell(notice);
  try {
    return await runJsonLines(line, async ({ messages }) => {
      const chosen = await opened.select(
        messages.map(({ from_creator, content }) => ({ from: from_creator ? "persona" : "user", text: content })),
        k,
      );
      return { demos: chosen.map(({ id, similarity }) => ({ id, similarity })) };
    });
  } finally {
    await opened.close();
  }
};
