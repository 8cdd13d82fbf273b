import { InputError } from "../../brain/core/errors.ts";
import type { SessionStore, SessionSummary } from "../../brain/core/session-ports.ts";

/** Sessions that a message names. */
const shownSessions = 5;

/**
 * The kept session that has this id, or is the only one whose id begins so.
 * @param where what to blame in the message: `sessions delete`, `--resume`
 * @throws {InputError} none, or several
 */
export const findSession = async (
  wanted: string,
  store: Pick<SessionStore, "list">,
  where: string,
): Promise<SessionSummary> => {
  const all = await store.list();
  const begun = wanted === "" ? [] : all.filter(({ id }) => id.startsWith(wanted));
  const found = all.find(({ id }) => id === wanted) ?? (begun.length === 1 ? begun[0] : undefined);
  if (found !== undefined) return found;
  if (all.length === 0)
    throw new InputError({ what: "no session was kept yet", where, fix: "`understudy chat` keeps them" });
  const named = begun.slice(0, shownSessions).map(({ id }) => id);
  throw new InputError({
    what:
      begun.length === 0
        ? `there is no session ${JSON.stringify(wanted.slice(0, 60))}`
        : `${begun.length} sessions begin with ${JSON.stringify(wanted)}: ${named.join(", ")}${begun.length > shownSessions ? " …" : ""}`,
    where,
    expected: "the id of a session, or as much of its beginning as no other one has",
    fix: "`understudy sessions` lists them",
  });
};
