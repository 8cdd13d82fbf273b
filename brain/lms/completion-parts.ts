import { z } from "zod";
import type { WirePart } from "./without-thinking.ts";

/** What is used of a chunk of a streamed chat completion. The SDKs' types are claims: they parse JSON and no more. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning: z.string().nullish(),
            reasoning_content: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) })
    .nullish()
    .catch(undefined),
});

const endings: Readonly<Record<string, { readonly why: "length" | "filter" }>> = {
  length: { why: "length" },
  content_filter: { why: "filter" },
};

/** The parts of a streamed chat completion, as Together and the servers that follow OpenAI send it. */
export async function* completionParts(chunks: AsyncIterable<unknown>): AsyncGenerator<WirePart> {
  for await (const chunk of chunks) {
    const parsed = chunkSchema.safeParse(chunk);
    if (!parsed.success) throw new SyntaxError("not a chunk of a chat completion");
    const choice = parsed.data.choices?.[0];
    const thinking = choice?.delta?.reasoning || choice?.delta?.reasoning_content;
    if (thinking) yield { type: "thinking", text: thinking };
    if (choice?.delta?.content) yield { type: "text", text: choice.delta.content };
    if (choice?.finish_reason) yield { type: "end", ...endings[choice.finish_reason] };
    const usage = parsed.data.usage;
    if (usage) {
      yield { type: "usage", promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens };
    }
  }
}
