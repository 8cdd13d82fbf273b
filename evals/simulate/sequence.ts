import { z } from "zod";
import { isStandIn } from "../../brain/core/session.ts";
import { type Transcript, transcriptTurn } from "./transcript.ts";

const message = z.object({
  from_creator: z.boolean(),
  content: z.string(),
  timestamp: z.iso.datetime({ offset: true, local: true }).optional(),
});

/** One line of a pool: a piece of a conversation. Keys that are not known stay. */
export const sequence = z.looseObject({
  id: z.string().min(1),
  /** What intervals and splits group by. */
  conversation: z.string().min(1),
  messages: z.array(message).min(1).readonly(),
  /** What came next, where anything did. */
  next: message.optional(),
});

/** What one program with one model answered to a sequence; `error` where it gave none. */
const completion = transcriptTurn.omit({ message: true, at: true, lm: true }).extend({
  program: z.string(),
  programId: z.string(),
  /** `provider:model` that was asked. */
  lm: z.string(),
});

/** One line of what `transcripts complete` writes. */
export const completedSequence = sequence.extend({ completions: z.array(completion).min(1).readonly() });

export type SequenceMessage = Readonly<z.infer<typeof message>>;
export type Sequence = Readonly<z.infer<typeof sequence>>;
export type Completion = Readonly<z.infer<typeof completion>>;
export type CompletedSequence = Readonly<z.infer<typeof completedSequence>>;

/** A conversation that can be cut, whatever it was read from. */
export type Conversation = Pick<Sequence, "id" | "conversation" | "messages">;

/** What was said in a transcript. A turn that ended in a fault has what was shown of its reply, if anything was. */
export const conversationOf = ({ id, turns }: Transcript): Conversation => ({
  id,
  conversation: id,
  messages: turns.flatMap(({ message: content, reply, at }) => [
    { from_creator: false, content, timestamp: at },
    ...(reply === "" ? [] : [{ from_creator: true, content: reply, timestamp: at }]),
  ]),
});

/** Whether a message is not there: only what stands for words that are kept from models and logs. */
export const isLeftOut = ({ content }: SequenceMessage): boolean => isStandIn(content);
