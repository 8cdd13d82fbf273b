import { turnContext } from "../../brain/context/turn-context.ts";
import { type Conversation, sessionOf } from "../../brain/core/conversation.ts";
import { boundedHistory } from "../../brain/modules/bounded-history.ts";
import { estimateTokens } from "../../brain/text/estimate-tokens.ts";
import type { ChatInfo } from "./chat.ts";
import type { Loaded } from "./loaded.ts";

/** How a conversation stands with who is loaded for it. `now` in milliseconds since 1970. */
export const describeChat = (
  { understudy, lm, lmReason, personaPath, dataPath, examples, embedder }: Loaded,
  conversation: Conversation,
  now: number,
): Omit<ChatInfo, "file" | "pinned" | "clockShift" | "tokens" | "cost"> => {
  const { persona, program } = understudy;
  const session = sessionOf(conversation);
  const { history_messages: maxMessages, history_tokens: maxTokens } = persona.model;
  const history = boundedHistory(session.messages, { messages: maxMessages, tokens: maxTokens });
  return {
    session: conversation.id,
    title: conversation.title,
    startedAt: conversation.startedAt,
    persona: persona.name,
    personaPath,
    dataPath,
    examples: examples.length,
    program: program?.name,
    lm,
    lmReason,
    embedder,
    user: conversation.user,
    now,
    timeZone: persona.time_zone,
    context: turnContext(now, persona.time_zone, session),
    history: {
      messages: history.length,
      maxMessages,
      tokens: history.reduce((sum, { text }) => sum + estimateTokens(text), 0),
      maxTokens,
    },
  };
};
