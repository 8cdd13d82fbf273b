import { z } from "zod";
import type { Message } from "./turn.ts";

const exampleMessage = z.object({
  from_creator: z.boolean(),
  content: z.string(),
  timestamp: z.iso.datetime({ offset: true, local: true }).optional(),
});

/** One entry of a conversations.json: what clients already have needs only `chat_history` and `output`. */
export const exampleFileEntry = z.object({
  chat_history: z.object({ messages: z.array(exampleMessage).min(1) }),
  output: z.string().min(1),
  id: z.string().min(1).optional(),
  conversation: z.string().min(1).optional(),
  tags: z.array(z.string()).optional(),
  rating: z.int().min(1).max(5).optional(),
});

export type ExampleFileEntry = z.infer<typeof exampleFileEntry>;

/** A conversation and the reply that the client gave. */
export type Example = {
  readonly id: string;
  /** What splits and intervals group by. */
  readonly conversation: string;
  readonly messages: readonly Message[];
  readonly reply: string;
  readonly tags: readonly string[];
  /** As its file has it. */
  readonly rating?: number;
  /** 1–5, from what people thought of the replies that it was a demo for, where it has no rating of its own. */
  readonly earnedRating?: number;
};

/** An example as shown to the model in one prompt; `similarity` is the cosine (−1 to 1) to this conversation. */
export type Demo = Example & { readonly similarity: number };
