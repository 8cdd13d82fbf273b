import { resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import type { UnreadableSession } from "../../brain/core/session-ports.ts";
import type { LmChoice } from "../choose-lm.ts";
import { resolveConnection } from "../connections/resolve-connection.ts";
import { dataPathFor } from "../paths.ts";
import type { Chat } from "./chat.ts";
import type { ChatCore } from "./chat-core.ts";
import type { Loaded, Sources } from "./loaded.ts";
import { openKept } from "./open-kept.ts";

/** Who talks, and in which conversation. What fails leaves all as it was. */
export const sessionOperations = (
  core: ChatCore,
): Pick<Chat, "sessions" | "resume" | "over" | "choosePersona" | "chooseModel" | "reload"> => {
  const { parts, settings, turns } = core;
  const start = core.loaded.dataPath;
  /** Files of sessions that cannot be read, which is told once. */
  const told = new Set<string>();

  /** What was asked for by the names of the start's examples makes sense with them alone. */
  const sourcesOf = (persona: string, data: string): Sources => ({
    persona,
    data,
    lm: core.sources.lm,
    ...(resolve(data) === start && {
      ...(settings.program !== undefined && { program: settings.program }),
      ...(settings.exclude && { exclude: settings.exclude }),
    }),
  });
  const take = (sources: Sources, loaded: Loaded) => {
    core.sources = sources;
    core.loaded = loaded;
  };

  return {
    async sessions(options) {
      await core.live.flush();
      const unreadable = ({ file, problem }: UnreadableSession) => {
        if (!told.has(file)) parts.notices.push(`A session is not listed: ${problem}`);
        told.add(file);
      };
      return (await parts.sessions?.list({ unreadable, ...options })) ?? [];
    },

    resume: (id) =>
      turns.run(async () => {
        if (parts.sessions === undefined) throw new InputError({ what: "conversations are not kept here" });
        const open = core.conversation().id;
        const kept = await openKept(parts.sessions, id, { persona: core.asked, where: "/resume", open });
        const { personaPath = core.loaded.personaPath, dataPath = dataPathFor(personaPath) } = kept.conversation;
        if (personaPath !== core.loaded.personaPath || dataPath !== core.loaded.dataPath) {
          try {
            const sources = sourcesOf(personaPath, dataPath);
            take(sources, await parts.load(sources));
          } catch (error) {
            await kept.giveBack();
            throw error;
          }
        }
        await core.switchTo({ ...kept, at: core.at() });
      }),

    over: () =>
      turns.run(async () => {
        if (core.conversation().turns > 0) core.add({ type: "over", at: core.at() });
        await core.switchTo();
      }),

    choosePersona: (path) =>
      turns.run(async () => {
        const sources = sourcesOf(path, dataPathFor(path));
        take(sources, await parts.load(sources));
        core.asked = undefined;
        await core.switchTo();
        return core.loaded.summary;
      }),

    chooseModel: (spec) =>
      turns.run(async () => {
        const chosen = resolveConnection(spec, parts.sections ?? { connections: {} }, "/model");
        const lm: LmChoice = { connections: [chosen], reason: "as chosen with /model" };
        const sources = { ...core.sources, lm };
        take(sources, await parts.load(sources));
        return `${core.loaded.lm} answers from now on`;
      }),

    reload: () =>
      turns.run(async () => {
        core.loaded = await parts.load(core.sources);
        return core.loaded.summary;
      }),
  };
};
