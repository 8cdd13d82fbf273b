import { BrainError } from "../../brain/core/errors.ts";
import { repetitionOf } from "./repeats.ts";
import type { End, TranscriptTurn } from "./transcript.ts";

/** What a played user does next: writes, or ends the conversation. */
export type UserMove = { readonly say: string } | { readonly leave: "goal" | "patience" | "left" | "care" };

export type ConversationParts = {
  /** Most messages that the user writes. */
  readonly turns: number;
  /** Unhelpful replies in a row at which they give up. */
  readonly patience?: number | undefined;
  /** What the user says, whatever is answered; else `play` decides. @throws {BrainError} where the user cannot be played on */
  readonly moves:
    | { readonly script: readonly string[] }
    | { play(turns: readonly TranscriptTurn[]): Promise<UserMove> };
  answer(message: string): Promise<TranscriptTurn>;
};

/** A whole conversation, until the user leaves, the turns are used up or something fails. A fault ends it: what would have followed is unknown. */
export const holdConversation = async ({
  turns: most,
  patience = Number.POSITIVE_INFINITY,
  moves,
  answer,
}: ConversationParts): Promise<{ readonly turns: readonly TranscriptTurn[]; readonly end: End }> => {
  const turns: TranscriptTurn[] = [];
  let unhelpful = 0;
  for (;;) {
    if (unhelpful >= patience) return { turns, end: { reason: "patience" } };
    if ("script" in moves && turns.length >= moves.script.length) return { turns, end: { reason: "script" } };
    if (turns.length >= most) return { turns, end: { reason: "turns" } };
    const move = await nextMove(moves, turns);
    if ("end" in move) return { turns, end: move.end };
    const turn = await answer(move.say);
    unhelpful = isHelpful(turn, turns) ? 0 : unhelpful + 1;
    turns.push(turn);
    if (turn.error) return { turns, end: endOf(turn.error.code) };
  }
};

/** Not where the same was said before, nor where a fixed reply puts the user off: to be told what one talks with is an answer. */
const isHelpful = ({ by, pipeline, reply }: TranscriptTurn, before: readonly TranscriptTurn[]): boolean => {
  const heard = before.map(({ reply: said }) => said);
  return repetitionOf(reply, heard) === undefined && (by !== "safe" || pipeline === "disclose");
};

const nextMove = async (
  moves: ConversationParts["moves"],
  turns: readonly TranscriptTurn[],
): Promise<{ readonly say: string } | { readonly end: End }> => {
  if ("script" in moves) return { say: moves.script[turns.length] ?? "" };
  try {
    const move = await moves.play(turns);
    return "leave" in move ? { end: { reason: move.leave } } : move;
  } catch (error) {
    // What other errors say is for nobody's file.
    return { end: error instanceof BrainError ? endOf(error.code, error.message) : endOf("internal") };
  }
};

const endOf = (code: string, message?: string): End =>
  code === "aborted" ? { reason: "aborted" } : { reason: "error", code, ...(message !== undefined && { message }) };
