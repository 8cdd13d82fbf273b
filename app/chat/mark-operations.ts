import type { Take } from "../../brain/core/conversation.ts";
import { BrainError, InputError } from "../../brain/core/errors.ts";
import { safeReplies } from "../../brain/modules/answer.ts";
import { cleanMessage } from "../../brain/text/normalise.ts";
import { showsSomething } from "../../brain/text/shows-something.ts";
import { keptId } from "../sessions/keep-example.ts";
import type { Chat } from "./chat.ts";
import type { ChatCore } from "./chat-core.ts";
import { exampleOf } from "./example-of.ts";
import { takeOf } from "./take-of.ts";

/** UTF-16 units of a title. */
const longestTitle = 200;

/** What a person thinks of a conversation, and makes of it. */
export const markOperations = (core: ChatCore): Pick<Chat, "rate" | "keep" | "rename"> => {
  const { parts, turns } = core;
  return {
    rate: (verdict, { turn: wanted, note: written }) =>
      turns.run(async () => {
        const { take } = takeOf(core.conversation(), wanted);
        const { turn, reply, events } = take;
        if (reply === "") throw new InputError({ what: `turn ${turn} has no reply to rate` });
        const note = cleanMessage(written ?? "").text.trim();
        const rating = { turn, verdict, at: core.at(), ...(note !== "" && { note }) };
        core.add({ type: "rate", ...rating });
        // Demos answer for what a model wrote, not for a fixed reply that came in its place.
        const chosen = isByModel(take) ? events.find((event) => event.type === "demos") : undefined;
        await parts.ratings
          ?.append({
            ...rating,
            session: core.conversation().id,
            persona: core.loaded.understudy.persona.name,
            ...(chosen?.program && { program: chosen.program.id }),
            demos: chosen?.demos ?? [],
          })
          .catch((error: unknown) => parts.notices.push(`The rating was not recorded: ${messageOf(error)}`));
        return turn;
      }),

    keep: (options) =>
      turns.run(async () => {
        const conversation = core.conversation();
        const { take } = takeOf(conversation, options.turn);
        if (take.example !== undefined && core.loaded.examples.some(({ id }) => id === take.example))
          throw new InputError({ what: `turn ${take.turn} is an example already: ${take.example}` });
        const { example, turn, isMasked } = await exampleOf(core.understudy(), conversation, options);
        const path = core.loaded.dataPath;
        const { id } = await parts.keepExample({
          dataPath: path,
          example: { id: keptId({ session: conversation.id, turn }), ...example },
        });
        core.add({ type: "keep", turn, example: id, at: core.at() });
        // It is there, whatever becomes of reading it.
        await parts.load(core.sources).then(
          (loaded) => {
            core.loaded = loaded;
          },
          (error: unknown) => parts.notices.push(`The example is kept, but not in use yet: ${messageOf(error)}`),
        );
        return { turn, id, path, messages: example.messages.length, isMasked };
      }),

    rename: (title) =>
      turns.run(() => {
        const cleaned = cleanMessage(title.replace(/\s+/gu, " ").slice(0, longestTitle)).text.trim();
        if (!showsSomething(cleaned)) throw new InputError({ what: "a title has to show something" });
        core.add({ type: "title", title: cleaned });
      }),
  };
};

/** Also where the turn did not come to its end: a safe reply is announced. */
const isByModel = ({ events }: Take): boolean => {
  const reply = events.find((event) => event.type === "reply");
  return reply === undefined
    ? !events.some((event) => event.type === "retry" && event.lm === safeReplies)
    : reply.by === "model" || reply.by === "fallback";
};

const messageOf = (error: unknown): string => (error instanceof BrainError ? error.message : "an unexpected fault");
