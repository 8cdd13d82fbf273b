import {
  type Conversation,
  chosenTake,
  type Exchange,
  exchangesOf,
  hasWords,
  sessionOf,
} from "../../brain/core/conversation.ts";
import { InputError } from "../../brain/core/errors.ts";
import type { TurnOptions } from "../../brain/run-turn.ts";
import type { Cancelling, Chat, TurnEvents } from "./chat.ts";
import type { ChatCore } from "./chat-core.ts";
import { runTake, type TakePlan } from "./run-take.ts";
import { lastExchange, wordsAreGone } from "./take-of.ts";

/** What moves a conversation on, and back. */
export const turnOperations = (core: ChatCore): Pick<Chat, "send" | "retry" | "swipe" | "undo" | "redo"> => {
  const { settings, turns } = core;

  /** `plan` is made when the turns before have ended. */
  async function* hold(plan: () => TakePlan & Pick<TurnOptions, "tried">, { signal }: Cancelling): TurnEvents {
    const leave = await turns.enter();
    try {
      const { tried, ...take } = plan();
      const exclude = excluded(core);
      yield* runTake(await core.forTurn(), take, core.add, {
        trace: settings.trace ?? false,
        drafts: settings.drafts ?? false,
        ...(settings.seed !== undefined && { seed: settings.seed }),
        ...(core.pinned !== undefined && { pinned: core.pinned }),
        ...(tried && { tried }),
        ...(exclude.length > 0 && { exclude: new Set(exclude) }),
        ...(signal && { signal }),
      });
    } finally {
      void core.lookAtBudgets();
      leave();
    }
  }

  const move = (type: "undo" | "redo", past: "past" | "future", nothing: string) =>
    turns.run(() => {
      if (core.conversation()[past].length === 0) throw new InputError({ what: nothing });
      core.add({ type });
    });

  return {
    send: (message, { instead, ...options }) =>
      hold(() => {
        const conversation = core.conversation();
        if (instead === undefined) return { message, session: sessionOf(conversation) };
        const announcement = { type: "cut", exchange: exchangeToReplace(conversation, instead).id } as const;
        return { message, session: sessionOf(conversation, announcement), announcement };
      }, options),

    retry: (options) =>
      hold(() => {
        const conversation = core.conversation();
        const exchange = lastExchange(conversation);
        const { id, message, takes } = exchange;
        if (!hasWords(exchange)) throw new InputError({ what: wordsAreGone(exchange), fix: "write it again" });
        const announcement = { type: "again", exchange: id } as const;
        return {
          message,
          session: sessionOf(conversation, announcement),
          announcement,
          tried: takes.flatMap(({ reply }) => (reply === "" ? [] : [reply])),
        };
      }, options),

    swipe: (step) =>
      turns.run(() => {
        const exchange = lastExchange(core.conversation());
        const shown = exchange.takes.filter(({ reply }) => reply !== "");
        const present = shown.findIndex(({ turn }) => turn === chosenTake(exchange)?.turn);
        const next = shown[(present + step + shown.length) % shown.length];
        if (next === undefined || shown.length < 2)
          throw new InputError({ what: "the last message has no other reply", fix: "/retry asks for one" });
        core.add({ type: "choose", exchange: exchange.id, turn: next.turn });
        return lastExchange(core.conversation());
      }),

    undo: () => move("undo", "past", "there is nothing to take back"),
    redo: () => move("redo", "future", "nothing was taken back"),
  };
};

/** An example that was made of this conversation is no help in it: it would give back its own words. */
const excluded = ({ settings, loaded, conversation }: ChatCore): readonly string[] => {
  const { id } = conversation();
  const isOwn = loaded.examples.some((example) => example.conversation === id);
  return [...(settings.exclude ?? []), ...(isOwn ? [id] : [])];
};

/** By its own number, or that of any reply to it. */
const exchangeToReplace = (conversation: Conversation, number: number): Exchange => {
  const exchanges = exchangesOf(conversation);
  const found = exchanges.find(({ takes }) => takes.some(({ turn }) => turn === number));
  if (found !== undefined) return found;
  throw new InputError({
    what: `there is no message ${number} in this conversation`,
    ...(exchanges.length > 0 && {
      expected: exchanges
        .slice(-8)
        .map(({ id }) => id)
        .join(", "),
    }),
  });
};
