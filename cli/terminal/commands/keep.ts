import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";
import { leadingTurn, turnSuggestions, turnsOf } from "./turn-argument.ts";

/** Makes a training example of an exchange. */
export const keep: Command = {
  name: "keep",
  parameters: "[turn] [better reply]",
  summary: "makes a training example of a reply",
  details: [
    "The last reply by default, or your words in its place: /keep 3 Let it rain.",
    "The guards look at it first; then it stands in the persona's conversations.json.",
    "The chat answers from it at once, in other conversations; compiled programs learn from it when they are compiled again.",
  ],
  complete: (chat, argument) => turnSuggestions("keep", chat.conversation(), argument, { ending: " " }),
  async run({ chat, say }, argument) {
    const { turn, words } = leadingTurn(argument, turnsOf(chat.conversation()));
    if (turn === undefined && words !== "" && !isReply(words)) throw unclear(words);
    const kept = await chat
      .keep({ ...(turn !== undefined && { turn }), ...(words !== "" && { reply: words }) })
      .catch((error: unknown) => {
        throw withFix(error);
      });
    const before = kept.messages === 1 ? "1 message" : `${kept.messages} messages`;
    const masked = kept.isMasked ? " · personal data were masked" : "";
    say(
      [
        `turn ${kept.turn} is now example ${kept.id} of ${kept.path}`,
        `  ${before} and ${words === "" ? "the reply" : "your words as the reply"}${masked}`,
        `  The chat uses it from now on, but for this conversation; ${await whatCompileNeeds(kept.path)}.`,
      ],
      "dim",
    );
  },
};

/** Whether words are those of a reply: one alone may as well be what somebody thought that the command takes. */
const isReply = (words: string): boolean =>
  /\s|[.!?…。！？]$|\p{Extended_Pictographic}\uFE0F?$/u.test(words) ||
  /\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Thai}/u.test(words);

const unclear = (word: string): InputError => {
  const shown = displayLine(word).slice(0, 40);
  return new InputError({
    what: `Is “${shown}” the reply that should have been given?`,
    expected: "a turn, words, or both",
    fix: `as a reply it ends like a sentence: /keep ${shown}. — /keep alone keeps the last reply`,
  });
};

/** Conversations that are in no split are not learned from, where there are splits. */
const whatCompileNeeds = async (dataPath: string): Promise<string> => {
  const [{ existsSync }, { splitsPathFor }] = await Promise.all([import("node:fs"), import("../../../app/paths.ts")]);
  return existsSync(splitsPathFor(dataPath))
    ? "`understudy compile` does after `understudy splits freeze --extend`"
    : "`understudy compile` does, too";
};

/** A refusal that does not say what can be done. */
const withFix = (error: unknown): unknown =>
  error instanceof InputError && !error.message.includes("to fix:")
    ? new InputError(
        { what: error.message, fix: "keep another turn; /good and /bad rate a reply without keeping it" },
        { cause: error },
      )
    : error;
