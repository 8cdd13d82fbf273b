import { LmError } from "../../core/errors.ts";
import type { CallOptions, ChatPart, ChatRequest, ModelConnection } from "../../core/ports.ts";
import { aborted } from "../patient.ts";

type Line = readonly [ModelConnection, ...ModelConnection[]];

/**
 * Several connections as one: the next in the line is asked where one failed. Each answer is read whole before any of it
 * is given, so that nothing of a reply that broke is seen: for roles whose answers nobody is shown. Where one of them can
 * judge, those that cannot are left out. Named after the first.
 * @throws {LmError} while iterating: the last one's fault; `aborted` and `over-budget` at once
 */
export const inLine = (connections: Line): ModelConnection => {
  const [first, ...others] = judgesOf(connections);
  if (others.length === 0) return first;

  async function* ask(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    let lm = first;
    for (const next of [...others, undefined]) {
      let answer: ChatPart[];
      try {
        answer = await whole(lm, request, options);
      } catch (error) {
        if (next === undefined || !(error instanceof LmError) || final.has(error.code)) throw error;
        const reason = `${error.message}; ${nameOf(next)} is asked`;
        options.onDecision?.({ lm: nameOf(lm), decision: "failed-over", reason });
        lm = next;
        continue;
      }
      for (const part of answer) {
        if (options.signal?.aborted) throw aborted();
        yield part;
      }
      return;
    }
  }

  return { identity: first.identity, canJudge: first.canJudge, chat: ask };
};

const final: ReadonlySet<string> = new Set(["aborted", "over-budget"]);

const judgesOf = (connections: Line): Line => {
  const [first, ...others] = connections.filter(({ canJudge }) => canJudge);
  return first === undefined ? connections : [first, ...others];
};

const whole = async (lm: ModelConnection, request: ChatRequest, options: CallOptions): Promise<ChatPart[]> => {
  const parts: ChatPart[] = [];
  for await (const part of lm.chat(request, options)) parts.push(part);
  return parts;
};

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;
