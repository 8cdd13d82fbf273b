import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

/** Tells how the conversation went, in figures. */
export const stats: Command = {
  name: "stats",
  summary: "this conversation in figures",
  details: ["Moods, pipelines, verdicts, times, tokens and ratings, of replies that were taken back too."],
  isSafeWhileReplying: true,
  async run({ chat, say, show, columns }) {
    const [{ conversationStats }, { facts }] = await Promise.all([
      import("./conversation-stats.ts"),
      import("../../lay-out.ts"),
    ]);
    const conversation = chat.conversation();
    if (conversation.exchanges.length === 0) {
      say(["Nothing was said yet: there is nothing to count."], "notice");
      return;
    }
    say(["stats"], "title");
    const rows = conversationStats(conversation, { cost: chat.cost }).map(
      ([what, fact]) => [what, displayLine(fact)] as const,
    );
    show(facts(rows, columns));
  },
};
