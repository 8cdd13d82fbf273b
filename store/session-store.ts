import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Conversation, type JournalEntry, journalEntry } from "../brain/core/conversation.ts";
import { BrainError, ProgramError } from "../brain/core/errors.ts";
import type { SessionStore, SessionSummary, UnreadableSession } from "../brain/core/session-ports.ts";
import { cancelled, lineAppender } from "./append-line.ts";
import { makeFolder } from "./make-folder.ts";
import { peekJournal } from "./peek-journal.ts";
import { readLines } from "./read-lines.ts";
import { reserve } from "./reserve.ts";
import { foldJournal } from "./session-journal.ts";
import { summarizeSession } from "./session-summary.ts";
import { errnoOf, StoreError } from "./store-error.ts";

/** Ids come from command lines, too: none may lead out of the folder. */
const plainId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const ending = ".jsonl";
/** Sessions that a message names. */
const shownSessions = 5;
/** Files that are read at once for a list. */
const atOnce = 16;

/**
 * Sessions in `directory`, a journal `ID.jsonl` each, for their owner alone. An entry is one write at the end of its file,
 * with the system when `append` resolves: it outlives the program, however that ends. Half a line, left by a crash, is
 * passed over.
 *
 * A list begins with the file that was written last: which sessions are new is told by the files, not by the times in
 * them, since a persona's clock can be moved.
 * `remove` reserves the session, so that none is removed that somebody writes.
 */
export const sessionStore = ({ directory }: { readonly directory: string }): SessionStore => {
  const pathOf = (id: string) => join(directory, `${id}${ending}`);
  const appendLine = lineAppender({ mark: cancelled, creates: false });
  /** Looks at whether sessions are there; those that were found stay. */
  const checks = new Map<string, Promise<void>>();

  const list: SessionStore["list"] = async ({ limit = Number.POSITIVE_INFINITY, unreadable = () => {} } = {}) => {
    const found: SessionSummary[] = [];
    const ids = await idsByTime(directory);
    for (let at = 0; at < ids.length && found.length < limit; at += atOnce) {
      const some = await Promise.all(ids.slice(at, at + atOnce).map((id) => lookAt(id, pathOf(id))));
      for (const one of some) {
        if (one === undefined || found.length === limit) continue;
        if ("problem" in one) unreadable({ ...one, place: found.length });
        else found.push(one);
      }
    }
    return found;
  };

  const missing = async (id: string): Promise<never> => {
    const newest = (await list({ limit: shownSessions })).map((session) => session.id);
    throw new ProgramError(
      "missing",
      `There is no session ${JSON.stringify(id.slice(0, 100))}. ${newest.length === 0 ? "None was kept yet" : `The newest are ${newest.join(", ")}`}.`,
    );
  };

  /** One look for all who wait for it, so that they go on in their order. */
  const checkThere = (id: string): Promise<void> => {
    const check = checks.get(id) ?? isThere(id).then((found) => (found ? undefined : missing(id)));
    checks.set(id, check);
    check.catch(() => checks.delete(id)); // told to whoever asked; it may come to be
    return check;
  };

  const isThere = async (id: string): Promise<boolean> => {
    if (!plainId.test(id)) return false;
    const found = await stat(pathOf(id)).catch((error: unknown) => {
      if (isNowhere(error)) return undefined;
      throw new StoreError("unreadable", pathOf(id), error);
    });
    return found?.isFile() ?? false;
  };

  const load = async (id: string): Promise<Conversation> => {
    await checkThere(id);
    const conversation = foldJournal(await readLines<JournalEntry>(pathOf(id), journalEntry));
    if (conversation?.id === id) return conversation;
    throw new ProgramError(
      "damaged",
      `${pathOf(id)}, line 1: it does not begin the session ${id}. Mend it, or delete the file.`,
    );
  };

  const reserveIt = (id: string) => reserve(join(directory, ".reserved", id), `The session ${id} is being written`);

  return {
    list,
    load,

    async create(begin) {
      const { id } = begin;
      if (!plainId.test(id))
        throw new ProgramError("mismatched", `A session cannot be named ${JSON.stringify(id.slice(0, 100))}.`);
      try {
        await makeFolder(directory);
        // At once, as each line behind it is written.
        writeAnew(pathOf(id), `${JSON.stringify(begin)}\n`);
        checks.set(id, Promise.resolve());
      } catch (error) {
        if (errnoOf(error) === "EEXIST") throw new ProgramError("taken", `There is a session ${id} already.`);
        throw new StoreError("unwritable", pathOf(id), error);
      }
    },

    async append(id, entry) {
      await checkThere(id);
      await appendLine(pathOf(id), JSON.stringify(entry)).catch((error: unknown) => {
        if (isNowhere(error)) throw gone(pathOf(id));
        throw new StoreError("unwritable", pathOf(id), error);
      });
    },

    async remove(id) {
      await checkThere(id);
      const release = await reserveIt(id);
      try {
        checks.delete(id);
        await rm(pathOf(id));
      } catch (error) {
        if (isNowhere(error)) return await missing(id);
        throw new StoreError("unwritable", pathOf(id), error);
      } finally {
        await release();
      }
    },

    async reserve(id) {
      if (!plainId.test(id)) await missing(id);
      return reserveIt(id);
    },
  };
};

/** Nothing of a file that could not be written whole stays: half of its only line would be a damaged session. */
const writeAnew = (path: string, text: string): void => {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
};

/** What was deleted stays so: nobody but its owner can say whether it was meant. */
const gone = (path: string): ProgramError =>
  new ProgramError(
    "missing",
    `${path} was deleted or moved while it was written. Put it back, or begin anew with /end.`,
  );

/** Nothing of a file in which nobody has said anything yet, be it that a crash left it without a whole line. */
const lookAt = async (
  id: string,
  path: string,
): Promise<SessionSummary | Omit<UnreadableSession, "place"> | undefined> => {
  try {
    const { entries, restOf } = await peekJournal(path);
    const conversation = foldJournal(entries);
    if (conversation !== undefined) return summarizeSession(conversation, restOf);
    return entries.length === 0 ? undefined : { id, file: path, problem: `${path} does not begin a session.` };
  } catch (error) {
    if (error instanceof BrainError) return { id, file: path, problem: error.message };
    throw error;
  }
};

/** The file that was written last first; folders are none. */
const idsByTime = async (directory: string): Promise<readonly string[]> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isNowhere(error)) return [];
    throw new StoreError("unreadable", directory, error);
  });
  const ids = names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter((id) => plainId.test(id));
  const times = await Promise.all(
    ids.map(async (id) => ({
      id,
      at: await stat(join(directory, `${id}${ending}`)).then(
        (found) => (found.isFile() ? found.mtimeMs : undefined),
        (error: unknown) => (errnoOf(error) === "ENOENT" ? undefined : 0), // gone meanwhile, or a link that leads nowhere
      ),
    })),
  );
  return times
    .flatMap(({ id, at }) => (at === undefined ? [] : [{ id, at }]))
    .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
};

const isNowhere = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "");
