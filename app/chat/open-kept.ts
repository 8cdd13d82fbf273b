import { resolve } from "node:path";
import type { Conversation } from "../../brain/core/conversation.ts";
import { InputError, ProgramError } from "../../brain/core/errors.ts";
import type { SessionStore, UnreadableSession } from "../../brain/core/session-ports.ts";
import { findSession } from "../sessions/find-session.ts";

export type Kept = { readonly conversation: Conversation; readonly giveBack: () => Promise<void> };

type Asked = {
  readonly persona?: string | undefined;
  /** What to blame in a message: `--resume`, `/resume`. */
  readonly where: string;
  /** The one that is open already. */
  readonly open?: string;
};

/**
 * A kept conversation that nobody else writes to now. Ids are long: the beginning of one is enough where it is the only one
 * of its kind. `persona`: the file that was asked for, which has to be its own.
 * @throws {InputError} there is none, it was closed, or is another persona's @throws {ProgramError} busy, damaged
 */
export const openKept = async (store: SessionStore, wanted: string, asked: Asked): Promise<Kept> => {
  try {
    return await take(store, wanted, asked);
  } catch (error) {
    if (!(error instanceof ProgramError && error.code === "missing")) throw error;
    const { id } = await findSession(wanted, store, asked.where);
    return take(store, id, asked);
  }
};

/**
 * The conversation that was held last, with the persona of a file where one is asked for, and those held after it of which
 * nothing can be told. @throws {InputError} there is none
 */
export const newestKept = async (
  store: SessionStore,
  { persona, where }: Asked,
): Promise<{ readonly id: string; readonly passedOver: readonly UnreadableSession[] }> => {
  const path = persona === undefined ? undefined : resolve(persona);
  const unreadable: UnreadableSession[] = [];
  const sessions = await store.list({ unreadable: (session) => unreadable.push(session) });
  const at = sessions.findIndex(({ isOver, personaPath }) => !isOver && (path === undefined || personaPath === path));
  const found = sessions[at];
  if (found !== undefined) return { id: found.id, passedOver: unreadable.filter(({ place }) => place <= at) };
  const left = unreadable.map(({ problem }) => `; ${problem}`).join("");
  throw new InputError({
    what: `there is no conversation ${path === undefined ? "" : `with the persona of ${path} `}to go on with${left}`,
    where,
    fix: "begin one: leave it out",
  });
};

const take = async (store: SessionStore, id: string, { persona, where, open }: Asked): Promise<Kept> => {
  if (id === open) throw new InputError({ what: "this is the conversation that is open", where });
  const giveBack = await store.reserve(id);
  try {
    const conversation = await store.load(id);
    if (conversation.endedAt !== undefined)
      throw new InputError({ what: `the conversation ${id} was closed for good`, fix: "begin another" });
    const own = conversation.personaPath;
    if (persona !== undefined && own !== undefined && resolve(persona) !== own) {
      throw new InputError({
        what: `the conversation ${id} is with ${conversation.persona} (${own})`,
        where: "--persona",
        expected: "its own persona",
        fix: `leave --persona out, or give --persona ${own}`,
      });
    }
    return { conversation, giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
};
