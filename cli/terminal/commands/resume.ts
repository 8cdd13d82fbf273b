import { InputError } from "../../../brain/core/errors.ts";
import type { SessionSummary } from "../../../brain/core/session-ports.ts";
import { displayLine } from "../display-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { type NumberedSession, shortIdOf } from "./numbered-sessions.ts";

/** Sessions that completion looks through. */
const lookedThrough = 50;
/** Characters of an id that name it, at least: a number that is not in the list is one that was mistyped. */
const idBeginning = 4;
/** What completion found when the argument was begun: files are not read again at every key. */
const found = new WeakMap<object, Promise<readonly NumberedSession[]>>();

/** Goes on with a session that was kept. */
export const resume: Command = {
  name: "resume",
  parameters: "[number or id]",
  summary: "goes on with an earlier session",
  details: ["The last one by default, or the number that /sessions gives it. The persona knows how much time went by."],
  async complete(chat, argument) {
    const remembered = argument === "" ? undefined : found.get(chat);
    const listing = remembered ?? lastSessions(chat);
    found.set(chat, listing);
    const wanted = argument.toLowerCase();
    const { agoWords } = await import("./spans.ts");
    if (argument === "" && (await listing).length === 0) return [{ text: "/resume ", label: "no earlier session" }];
    return (await listing)
      .filter(({ session, mark }) => mark.startsWith(wanted) || session.title.toLowerCase().includes(wanted))
      .map(({ session, mark }) => ({
        text: `/resume ${mark}`,
        label: displayLine(`${mark}  ${session.title}`),
        detail: displayLine(`${session.persona} · ${messageWords(session)} · ${agoWords(session.lastAt, Date.now())}`),
      }));
  },
  async run({ chat, say, replay }, argument) {
    const [{ numberedSessions }, { resumedLine }] = await Promise.all([
      import("./numbered-sessions.ts"),
      import("../resumed-line.ts"),
    ]);
    const session = chosen(await numberedSessions(chat), argument);
    if (session?.isOver) throw closed(session);
    await chat.resume(session?.id ?? argument);
    replay();
    say([resumedLine(chat, session?.title)], "dim");
  },
};

const lastSessions = async (chat: CommandContext["chat"]): Promise<readonly NumberedSession[]> => {
  const { numberedSessions, resumable } = await import("./numbered-sessions.ts");
  return resumable(await numberedSessions(chat, lookedThrough));
};

/** `undefined` where an id is meant that is in no list, as that of a file which cannot be read: going on with it tells why. */
const chosen = (sessions: readonly NumberedSession[], argument: string): SessionSummary | undefined => {
  const counted = sessions.filter(({ mark }) => /^\d/.test(mark));
  if (argument === "") {
    if (counted[0] !== undefined) return counted[0].session;
    throw noneOpen(sessions);
  }
  const begun = argument.length < idBeginning ? [] : sessions.filter(({ session }) => session.id.startsWith(argument));
  const found =
    counted.find(({ mark }) => mark === argument) ??
    sessions.find(({ session }) => session.id === argument) ??
    (begun.length === 1 ? begun[0] : undefined);
  if (found !== undefined) return found.session;
  if (isId(argument)) return undefined;
  if (counted.length === 0) throw noneOpen(sessions);
  throw new InputError({
    what: `There is no session ${displayLine(argument).slice(0, 40)}.`,
    expected: `a number from 1 to ${counted.length}, or the beginning of an id`,
    fix: "/sessions lists them",
  });
};

const noneOpen = (sessions: readonly NumberedSession[]): InputError => {
  const over = sessions.filter(({ session }) => session.isOver).length;
  return new InputError({
    what: `There is no earlier session to go on with${over === 0 ? "" : `: ${over === 1 ? "the only one was" : `all ${over} were`} closed with /end`}.`,
    fix:
      over === 0
        ? "send a message: it begins one that can be resumed later"
        : "/sessions lists them, with how to read them",
  });
};

const closed = ({ id, title }: SessionSummary): InputError =>
  new InputError({
    what: `“${displayLine(title)}” was closed with /end: nothing can be added to it.`,
    fix: `read it with \`understudy sessions export ${displayLine(shortIdOf({ id }))}\``,
  });

/** Whether it can be nothing but the whole id of a session. */
const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

const messageWords = ({ messages }: SessionSummary) => (messages === 1 ? "1 message" : `${messages} messages`);
