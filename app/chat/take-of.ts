import {
  type Conversation,
  chosenTake,
  type Exchange,
  exchangeOf,
  exchangesOf,
  type Take,
} from "../../brain/core/conversation.ts";
import { InputError } from "../../brain/core/errors.ts";
import { withheldWords } from "../../brain/core/session.ts";

/** The last message that counts. @throws {InputError} there is none */
export const lastExchange = (conversation: Conversation): Exchange => {
  const last = exchangesOf(conversation).at(-1);
  if (last === undefined) throw new InputError({ what: "nothing has been said yet", fix: "write a message first" });
  return last;
};

/** Why nothing can be made of a message whose words were not kept. */
export const wordsAreGone = ({ message }: Exchange): string =>
  message === withheldWords
    ? "the words of that message were not kept, since its turn ended before the guards had seen them"
    : "the words of that message were not kept, since guards left them out";

/** What a turn made of a message: that of the reply that counts last, where no number is given. @throws {InputError} there is none */
export const takeOf = (
  conversation: Conversation,
  turn?: number,
): { readonly exchange: Exchange; readonly take: Take } => {
  const exchange = turn === undefined ? lastExchange(conversation) : exchangeOf(conversation, turn);
  const take = turn === undefined ? exchange && chosenTake(exchange) : exchange?.takes.find((one) => one.turn === turn);
  if (exchange !== undefined && take !== undefined) return { exchange, take };
  throw new InputError({
    what: `there is no turn ${turn} in this conversation`,
    ...(conversation.turns > 0 && { expected: `a number from 1 to ${conversation.turns}` }),
  });
};
