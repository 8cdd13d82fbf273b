import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { BrainError, InputError } from "../../brain/core/errors.ts";
import { shiftableClock } from "../clock.ts";
import { dataPathFor, defaultPersonaPath } from "../paths.ts";
import type { ChatSettings } from "../settings.ts";
import type { ChatCore, ChatParts } from "./chat-core.ts";
import { liveConversation, type Origin } from "./live-conversation.ts";
import type { Loaded } from "./loaded.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type Kept, newestKept, openKept } from "./open-kept.ts";

/** What a chat begins with: who is loaded, and the conversation, a new one or the kept one that is asked for. @throws {InputError} @throws {ProgramError} missing, busy, damaged */
export const openCore = async (parts: ChatParts, given: ChatSettings): Promise<ChatCore> => {
  const { sessions, notices } = parts;
  const { persona: _, ...anybody } = given;
  const asked = given.fromFile?.includes("persona") ? anybody : given;
  const kept = await keptAtStart(parts, asked);
  const settings = kept === undefined ? given : settingsFor(kept, given);
  if (kept !== undefined) await refuseAnotherUser(kept, given);
  const sources = {
    ...(settings.persona !== undefined && { persona: settings.persona }),
    ...(settings.data !== undefined && { data: settings.data }),
    lm: parts.lm,
    ...(settings.program !== undefined && { program: settings.program }),
    ...(settings.exclude && { exclude: settings.exclude }),
  };
  const loaded = await parts.load(sources).catch(async (error: unknown) => {
    await kept?.giveBack();
    throw error;
  });
  const clock = shiftableClock(loaded.understudy.clock);
  const at = () => new Date(clock.now()).toISOString();

  let begun = 0;
  const anew = ({ personaPath, dataPath, understudy }: Loaded): Origin => {
    const id = idOf(settings, ++begun, sessions !== undefined);
    return {
      begin: {
        ...{ type: "begin", version: 1, id, at: at(), persona: understudy.persona.name, personaPath, dataPath },
        ...(settings.user !== undefined && { user: settings.user }),
      },
    };
  };
  let isTold = false;
  const onProblem = (error: unknown) => {
    const why = error instanceof BrainError ? error.message : "an unexpected fault";
    if (!isTold) notices.push(`The conversation is not kept: ${why}`);
    isTold = true;
  };
  const onKept = () => {
    if (isTold) notices.push("The conversation is kept again.");
    isTold = false;
  };

  const core: ChatCore = {
    parts,
    settings,
    turns: oneAtATime(),
    clock,
    sources,
    loaded,
    live: liveConversation(kept ? { ...kept, at: at() } : anew(loaded), { store: sessions, onProblem, onKept }),
    asked: "persona" in asked ? asked.persona : undefined,
    pinned: undefined,
    conversation: () => core.live.value(),
    add: (entry) => core.live.add(entry),
    understudy: () => ({ ...core.loaded.understudy, clock }),
    async forTurn() {
      const { id, user = settings.user } = core.conversation();
      const { understudy, forUnit } = core.loaded;
      const own = (await forUnit?.(user ?? id)) ?? understudy;
      core.experiment = own.experiment;
      return {
        ...own,
        clock,
        account: { ...understudy.account, command: settings.command ?? "chat", ...(user !== undefined && { user }) },
      };
    },
    experiment: undefined,
    budgets: [],
    async lookAtBudgets() {
      const { id, user = settings.user, turns } = core.conversation();
      const account = { command: settings.command ?? "chat", session: id, ...(user !== undefined && { user }) };
      core.budgets = (await parts.standing?.(account, turns).catch(() => undefined)) ?? [];
    },
    at,
    async switchTo(origin = anew(core.loaded)) {
      await core.live.release();
      core.live = liveConversation(origin, { store: sessions, onProblem, onKept });
      core.experiment = undefined;
      await core.lookAtBudgets();
    },
  };
  return core;
};

/** Whose conversation it is cannot change: their budgets and their experiment go by it. */
const refuseAnotherUser = async ({ conversation, giveBack }: Kept, { user }: ChatSettings): Promise<void> => {
  if (user === undefined || conversation.user === undefined || user === conversation.user) return;
  await giveBack();
  throw new InputError({
    what: `the conversation is with ${JSON.stringify(conversation.user)}`,
    where: "--user",
    fix: "leave --user out, or begin another conversation",
  });
};

const keptAtStart = async (
  { sessions, notices }: ChatParts,
  { resume, persona }: ChatSettings,
): Promise<Kept | undefined> => {
  if (resume === undefined) return undefined;
  if (sessions === undefined) throw new InputError({ what: "conversations are not kept here", where: "--resume" });
  const asked = { persona, where: "--resume" };
  if (resume !== true) return openKept(sessions, resume, asked);
  const { id, passedOver } = await newestKept(sessions, asked);
  notices.push(...passedOver.map(({ problem }) => `A newer conversation was passed over: ${problem}`));
  return openKept(sessions, id, asked);
};

/** What flags asked for, else the conversation's own paths, else what the folder's file says, as far as that fits them. */
const settingsFor = ({ conversation }: Kept, given: ChatSettings): ChatSettings => {
  const { persona: _persona, data: _data, program, ...rest } = given;
  const isFromFile = (name: string) => given.fromFile?.includes(name) ?? false;
  const choose = (name: "persona" | "data", own: string | undefined): string | undefined =>
    isFromFile(name) ? (own ?? given[name]) : (given[name] ?? own);
  const [persona, data] = [choose("persona", conversation.personaPath), choose("data", conversation.dataPath)];
  const isElsewhere = pathOfData({ persona, data }) !== pathOfData(given);
  return {
    ...rest,
    ...(persona !== undefined && { persona }),
    ...(data !== undefined && { data }),
    // The file's program is one of the file's examples.
    ...(program !== undefined && !(isElsewhere && isFromFile("program")) && { program }),
  };
};

const pathOfData = ({ persona, data }: { readonly persona?: string | undefined; readonly data?: string | undefined }) =>
  resolve(data ?? dataPathFor(persona ?? defaultPersonaPath()));

/** A seed makes runs repeat, to the id; what is kept needs an id that nothing had before. */
const idOf = ({ seed }: ChatSettings, number: number, isKept: boolean): string => {
  if (seed === undefined || isKept) return randomUUID();
  return number === 1 ? `seed-${seed}` : `seed-${seed}-${number}`;
};
