import type { SessionSummary } from "../../../brain/core/session-ports.ts";
import type { CommandContext } from "./command.ts";

/** A session with what it is called in a list: its number, or why it has none. */
export type NumberedSession = {
  readonly session: SessionSummary;
  /** `1`, `2`, … ; `·` for the open one, whose place would change with each message, `–` for one that was closed. */
  readonly mark: string;
};

/** Sessions, the newest first; those that can be resumed are counted from 1. @throws {StoreError} */
export const numberedSessions = async (
  chat: CommandContext["chat"],
  limit?: number,
): Promise<readonly NumberedSession[]> => {
  const open = chat.conversation().id;
  const sessions = await chat.sessions(limit === undefined ? {} : { limit });
  let count = 0;
  return sessions.map((session) => {
    if (session.id === open) return { session, mark: "·" };
    return { session, mark: session.isOver ? "–" : `${++count}` };
  });
};

/** Units of an id that name a session for a reader: as with all ids, its beginning is enough. */
const shortId = 8;

export const shortIdOf = ({ id }: Pick<SessionSummary, "id">): string => id.slice(0, shortId);

/** Those that can be resumed. */
export const resumable = (sessions: readonly NumberedSession[]): readonly NumberedSession[] =>
  sessions.filter(({ mark }) => /^\d/.test(mark));
