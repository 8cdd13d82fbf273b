import { turnContext } from "../../brain/context/turn-context.ts";
import {
  type Conversation,
  chosenTake,
  type Exchange,
  exchangesOf,
  hasWords,
  messagesOf,
  sessionOf,
  type Take,
} from "../../brain/core/conversation.ts";
import { InputError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Pipeline } from "../../brain/core/persona.ts";
import { heldDistress, userWords } from "../../brain/core/session.ts";
import type { Message } from "../../brain/core/turn.ts";
import { screenInSession } from "../../brain/modules/screen-message.ts";
import type { Understudy } from "../../brain/run-turn.ts";
import { maskPersonalData } from "../../brain/text/personal-data.ts";
import { takeOf, wordsAreGone } from "./take-of.ts";

/** Messages that are kept before the reply. A demo stands whole in a prompt; what comes with the program has six at most. */
const mostMessages = 10;
/** The rating of an example whose reply a person called good, 1–5. */
const good = 5;
/** Name of the guard that replies meet in the rest of a conversation that held distress. */
const gentle = "after-crisis";

/**
 * The example that a turn makes, after the guards have seen the message, those before it and the reply, as in a turn.
 * Personal data are masked; nothing up to the last exchange that guards are against now, or whose reply was called bad, is in it.
 * @throws {InputError} that says what is against it
 */
export const exampleOf = async (
  understudy: Understudy,
  conversation: Conversation,
  { turn, reply }: { readonly turn?: number | undefined; readonly reply?: string | undefined },
): Promise<{ readonly example: Omit<Example, "id">; readonly turn: number; readonly isMasked: boolean }> => {
  const { exchange, take } = takeOf(conversation, turn);
  const text = (reply ?? take.reply).trim();
  const rating = reply === undefined ? take.rating?.verdict : undefined;
  if (text === "") throw refusal(`turn ${take.turn} has no reply`, "give the words that should have been said");
  if (rating === "bad") throw refusal(`you called the reply of turn ${take.turn} bad`, "give better words for it");
  if (reply === undefined && isGoodbye(take))
    throw refusal(
      `turn ${take.turn} was a goodbye, since a budget was used up`,
      "give the words that should have been said",
    );
  if (!hasWords(exchange)) throw refusal(wordsAreGone(exchange));
  const found = await objection(understudy, conversation, { exchange, take, reply: text });
  if (found !== undefined) throw refusal(found.what, found.fix);
  const whole: readonly Message[] = [
    ...(await usable(understudy, conversation, exchange)),
    { from: "user", text: exchange.message, at: exchange.at },
  ];
  const messages = whole.map((message) => ({ ...message, text: maskPersonalData(message.text) }));
  const masked = maskPersonalData(text);
  return {
    turn: take.turn,
    isMasked: masked !== text || messages.some((message, at) => message.text !== whole[at]?.text),
    example: {
      conversation: conversation.id,
      messages,
      reply: masked,
      tags: [],
      ...(rating === "good" && { rating: good }),
    },
  };
};

const refusal = (what: string, fix?: string) => new InputError({ what, ...(fix !== undefined && { fix }) });

/** Whether its words say that no budget is left, and nothing to the message. */
const isGoodbye = ({ events }: Take): boolean =>
  events.some((event) => event.type === "reply" && event.by === "goodbye");

/** What was said in the latest exchanges before this one, back to the last one that may not be kept now. */
const usable = async (
  understudy: Understudy,
  conversation: Conversation,
  { after }: Exchange,
): Promise<readonly Message[]> => {
  let kept: readonly Message[] = [];
  for (const exchange of exchangesOf({ ...conversation, head: after }).toReversed()) {
    const take = chosenTake(exchange);
    const said = messagesOf(exchange);
    if (take === undefined || said.length === 0) continue;
    if (said.length + kept.length + 1 > mostMessages) break;
    if (!hasWords(exchange) || take.rating?.verdict === "bad" || isGoodbye(take)) break;
    if (await objection(understudy, conversation, { exchange, take, reply: take.reply })) break;
    kept = [...said, ...kept];
  }
  return kept;
};

/** What guards have against keeping an exchange now, also where they let it pass when it was held. */
const objection = async (
  { inputGuards, openGate, judge, persona, clock }: Understudy,
  conversation: Conversation,
  { exchange, take, reply }: { readonly exchange: Exchange; readonly take: Take; readonly reply: string },
): Promise<{ readonly what: string; readonly fix?: string } | undefined> => {
  const { message } = exchange;
  const session = sessionOf(conversation, { type: "again", exchange: exchange.id });
  const { findings } = await screenInSession(inputGuards, message, session);
  // That somebody asks whether this is an AI is worth an example; all else that is steered is not.
  const found = findings.find(({ action, category }) => action === "steer" && category !== "identity");
  if (found) return { what: `the guard ${found.guard} is against the message: ${found.reason}` };

  const pipelines: Readonly<Record<string, Pipeline>> = persona.pipelines;
  const route = take.events.find((event) => event.type === "route");
  const { guards = [] } = pipelines[route?.pipeline ?? "engage"] ?? {};
  const context = turnContext(clock.now(), persona.time_zone, session);
  const gate = openGate({
    previousUserMessage: message,
    earlierUserMessages: userWords(session),
    extraGuards: [...guards, ...(heldDistress(session) ? [gentle] : [])],
    ...(judge && { judge: (question) => judge(question, { context }) }),
  });
  for (const step of [() => gate.push(reply), gate.end]) {
    const { verdict } = await step();
    if (verdict.action === "block")
      return {
        what: `the guard ${verdict.guard} is against the reply: ${verdict.reason}`,
        fix: "give other words for it",
      };
  }
  return undefined;
};
