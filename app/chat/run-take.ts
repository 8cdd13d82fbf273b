import { type JournalEntry, journalled } from "../../brain/core/conversation.ts";
import type { Session } from "../../brain/core/session.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { runTurn, type TurnOptions, type Understudy } from "../../brain/run-turn.ts";

/** What is to be answered. */
export type TakePlan = {
  readonly message: string;
  readonly session: Session;
  /** Announces a message that is answered again, or takes the place of another. */
  readonly announcement?: JournalEntry;
};

/** One turn whose events go into the journal as they come, before the reader has them: what a reader saw is kept, however it leaves. */
export async function* runTake(
  understudy: Understudy,
  { message, session, announcement }: TakePlan,
  add: (entry: JournalEntry) => void,
  { signal, ...options }: TurnOptions,
): AsyncGenerator<TurnEvent> {
  const journal = journalled();
  let turn: number | undefined;
  const now = () => new Date(understudy.clock.now()).toISOString();
  /** When the reader had all of it: the record of the turn is written after that, and may take its time. */
  let saidAt: string | undefined;
  const note = (entries: readonly JournalEntry[]) => {
    for (const entry of entries) {
      if (entry.type === "turn") {
        turn = entry.turn;
        if (announcement !== undefined) add(announcement);
      }
      add(entry);
    }
  };
  // Signals that are derived from one that lives as long as the program would pile up on it.
  const cancelled = new AbortController();
  const cancel = () => cancelled.abort();
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel);
  const onScreened = () => note(journal.screened());
  try {
    const turnOptions = { ...options, signal: cancelled.signal, onScreened };
    for await (const event of runTurn(understudy, session, message, turnOptions)) {
      note(journal.take(event));
      if (event.type === "reply" || event.type === "error") saidAt = now();
      yield event;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    note(journal.end());
    if (turn !== undefined) add({ type: "ended", turn, at: saidAt ?? now() });
  }
}
