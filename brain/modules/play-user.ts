import { LmError } from "../core/errors.ts";
import type { ModelConnection } from "../core/ports.ts";
import type { Context } from "../core/signature.ts";
import type { Message } from "../core/turn.ts";
import { playUser } from "../signatures/play-user.ts";
import { showsSomething } from "../text/shows-something.ts";
import { predict } from "./predict.ts";

/** Who is played. */
export type PlayedUser = {
  readonly goal: string;
  readonly mood: string;
  /** Unhelpful replies in a row that they put up with. */
  readonly patience: number;
  readonly notes: readonly string[];
};

export type PlayedMove = { readonly say: string } | { readonly leave: "goal" | "patience" | "left" };

/** What the played user does next, given what they wrote and were shown. @throws {LmError} */
export type UserPlayer = (
  user: PlayedUser,
  talk: readonly Message[],
  options: { readonly context: Context; readonly seed?: number; readonly signal?: AbortSignal },
) => Promise<PlayedMove>;

/** Messages of the conversation that the player is reminded of. */
const remembered = 40;
/** People vary; with 0 every user of one mood opens alike. */
const temperature = 0.8;
const maxTokens = 200;
/** Asked once more where the answer could not be read: a whole conversation hangs on it. */
const attempts = 2;

/** Plays users by `lm`, one call a message; `undefined` where that model cannot follow such instructions. */
export const userPlayer = (lm: ModelConnection): UserPlayer | undefined => {
  if (!lm.canJudge) return undefined;
  return async (user, talk, { context, seed, signal }) => {
    const inputs = {
      goal: user.goal,
      mood: user.mood,
      patience: `they leave after ${user.patience} unhelpful ${user.patience === 1 ? "answer" : "answers"} in a row`,
      notes: user.notes.join(" ") || "(none)",
      talk: talk.length === 0 ? "(not begun: they write first)" : inWords(talk.slice(-remembered)),
      message: talk.findLast(({ from }) => from === "persona")?.text ?? "(nothing yet)",
      ...context,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        const { leaves, reason, nextMessage } = await predict(playUser, lm, inputs, {
          temperature,
          maxTokens,
          // Another seed, or a cache would give the same unreadable answer again.
          ...(seed !== undefined && { seed: seed + attempt - 1 }),
          ...(signal && { signal }),
        });
        // Nobody leaves before they came.
        if (leaves === "yes" && talk.length > 0) return { leave: whyOf(reason) };
        if (showsSomething(nextMessage) && /[\p{L}\p{N}\p{S}?!]/u.test(nextMessage)) return { say: nextMessage.trim() };
        throw new LmError("malformed", `${lm.identity.provider}:${lm.identity.model} played a user who says nothing`, {
          retryable: true,
        });
      } catch (error) {
        const unreadable = error instanceof LmError && (error.code === "malformed" || error.code === "empty");
        if (!unreadable || attempt >= attempts) throw error;
      }
    }
  };
};

const whyOf = (reason: string): "goal" | "patience" | "left" =>
  reason === "goal" || reason === "patience" ? reason : "left";

const inWords = (talk: readonly Message[]): string =>
  talk.map(({ from, text }) => `${from === "user" ? "You" : "The other"}: ${text}`).join("\n");
