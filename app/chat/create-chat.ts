import { inWords } from "../../brain/context/duration.ts";
import { turnContext } from "../../brain/context/turn-context.ts";
import { InputError } from "../../brain/core/errors.ts";
import type { ModelConnection } from "../../brain/core/ports.ts";
import { startSession } from "../../brain/core/session.ts";
import { steeredPipelines } from "../../brain/pipelines/route.ts";
import type { Understudy } from "../../brain/run-turn.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import type { ChatSettings } from "../settings.ts";
import type { Chat, ConnectionInfo } from "./chat.ts";
import type { ChatParts } from "./chat-core.ts";
import { describeChat } from "./describe-chat.ts";
import { markOperations } from "./mark-operations.ts";
import { openCore } from "./open-core.ts";
import { parseMoment } from "./parse-moment.ts";
import { pricesOf } from "./prices.ts";
import { sessionOperations } from "./session-operations.ts";
import { turnOperations } from "./turn-operations.ts";

export type { Chat } from "./chat.ts";
export type { ChatParts } from "./chat-core.ts";
export type { Load, Loaded, Sources } from "./loaded.ts";

/** A chat over what `parts.load` loads: a new conversation, or the kept one that `settings.resume` names. @throws {InputError} @throws {ProgramError} missing, busy, damaged */
export const createChat = async (parts: ChatParts, settings: ChatSettings): Promise<Chat> => {
  const core = await openCore(parts, settings);
  const prices = pricesOf(settings.price, core.loaded.understudy);
  // Not before the first prompt stands: where budgets are set it opens the database.
  const looking = setTimeout(() => void core.lookAtBudgets(), lookAfter).unref();
  const { clock } = core;
  const pipelineNames = () =>
    Object.keys(core.loaded.understudy.persona.pipelines).filter((name) => !steeredPipelines.includes(name));

  return {
    ...turnOperations(core),
    ...markOperations(core),
    ...sessionOperations(core),
    get personaName() {
      return core.loaded.understudy.persona.name;
    },
    get lm() {
      return core.loaded.lm;
    },
    get lmReason() {
      return core.loaded.lmReason;
    },
    get pipelines() {
      return pipelineNames();
    },
    get pinned() {
      return core.pinned;
    },
    get isClockMoved() {
      return clock.shift !== 0;
    },
    takeNotices: () => parts.notices.splice(0),
    conversation: core.conversation,
    pin(pipeline) {
      if (pipeline !== undefined && !pipelineNames().includes(pipeline)) throw notPinnable(pipeline, pipelineNames());
      core.pinned = pipeline;
    },
    shiftClock(to) {
      const { time_zone: timeZone } = core.loaded.understudy.persona;
      const now = clock.now();
      const moment = to.trim() === "real" ? now - clock.shift : parseMoment(to, { now, timeZone });
      clock.shiftTo(clock.shift + moment - now);
      const { shift } = clock;
      const { localTime } = turnContext(moment, timeZone, startSession("none", core.at()));
      return shift === 0 ? localTime : `${localTime}, ${inWords(Math.abs(shift))} ${shift > 0 ? "ahead" : "behind"}`;
    },
    example: (id) => core.loaded.examples.find((example) => example.id === id),
    info() {
      const { id } = core.conversation();
      return {
        ...describeChat(core.loaded, core.conversation(), clock.now()),
        file: core.live.isKept() ? parts.sessionFile?.(id) : undefined,
        pinned: core.pinned,
        user: core.conversation().user ?? settings.user,
        connections: connectionsOf(core.loaded.understudy),
        experiment: core.experiment,
        budgets: core.budgets,
        clockShift: settings.now === undefined ? clock.shift : clock.now() - Date.now(),
        ...prices.ofAll(core.conversation()),
      };
    },
    cost: prices.of,
    async close() {
      clearTimeout(looking);
      // The record of a turn under way is still being written.
      await core.turns.run(() => core.live.release());
      await parts.close();
    },
  };
};

/** Milliseconds. */
const lookAfter = 400;

const connectionsOf = ({ lm, line = [], fallbacks = [] }: Understudy): readonly ConnectionInfo[] => {
  const told =
    (role: ConnectionInfo["role"]) =>
    ({ identity: { provider, model, connection } }: ModelConnection) => ({
      ...{ lm: `${provider}:${model}`, name: connection, role },
    });
  return [...[lm, ...line].map(told("reply")), ...fallbacks.map(told("fallback"))];
};

const notPinnable = (name: string, names: readonly string[]): InputError => {
  const near = nearestName(name, names);
  const written = JSON.stringify(name.slice(0, 40));
  return new InputError({
    what: steeredPipelines.includes(name)
      ? `${written} answers only where a guard sends a message there`
      : `there is no pipeline ${written}`,
    expected: names.join(", "),
    ...(near !== undefined && { fix: `did you mean ${near}?` }),
  });
};
