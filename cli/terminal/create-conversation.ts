import { BrainError, InputError } from "../../brain/core/errors.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { ChatEngine, Greeting, OpenEngine } from "./chat-engine.ts";
import type { ChatState } from "./chat-state.ts";
import type { Store } from "./create-store.ts";
import { displayLine } from "./display-text.ts";
import { createTurnPresenter } from "./present-turn.ts";
import type { Transcript } from "./transcript.ts";
import { createTurnMemory, type TurnMemory } from "./turn-memory.ts";

/** The engine as the chat uses it: one message at a time, whose events go to the transcript and into memory. */
export type Conversation = {
  /** Loads the engine. Where that fails, the fault is told and `failed` is called with the exit code. */
  start(): Promise<void>;
  /** Waits for the engine, and for a cancelled turn to come to its end. Never throws. */
  send(message: string): Promise<void>;
  /** Ends the turn under way at once; false where there is none. */
  cancel(): boolean;
  isBusy(): boolean;
  /** @throws {InputError} */
  reload(): Promise<string>;
  readonly memory: TurnMemory;
};

export type ConversationParts = {
  readonly greeting: Greeting;
  readonly open: OpenEngine;
  readonly store: Store<ChatState>;
  readonly transcript: Transcript;
  readonly now: () => number;
  readonly failed: (code: number) => void;
};

export const createConversation = ({
  greeting,
  open,
  store,
  transcript,
  now,
  failed,
}: ConversationParts): Conversation => {
  const memory = createTurnMemory();
  let engine: ChatEngine | undefined;
  let cancelCurrent: (() => void) | undefined;
  /** The last turn's end, also where it was cancelled: an engine takes one message at a time. */
  let unwound: Promise<void> = Promise.resolve();
  let announceReady: (engine: ChatEngine) => void = () => {};
  const ready = new Promise<ChatEngine>((resolve) => {
    announceReady = resolve;
  });

  const personaName = () => displayLine(engine?.personaName ?? greeting.personaName);
  const showModel = () => {
    if (engine) store.update({ status: displayLine(`${engine.lm} · ${engine.lmReason}`) });
  };
  const tellNotices = () => {
    for (const notice of engine?.takeNotices() ?? []) transcript.say([`! ${displayLine(notice)}`], "notice");
  };
  const wait = (stage: string | undefined) => {
    const since = store.get().waiting?.since ?? now();
    store.update({ waiting: stage === undefined ? undefined : { stage, since } });
  };

  return {
    memory,
    async start() {
      try {
        engine = await open();
      } catch (error) {
        transcript.say([`✗ ${faultOf(error)}`], "error");
        failed(error instanceof InputError ? 2 : 1);
        return;
      }
      transcript.say([`model: ${displayLine(`${engine.lm} · ${engine.lmReason}`)}`], "dim");
      tellNotices();
      showModel();
      announceReady(engine);
    },
    async send(message) {
      const abort = new AbortController();
      const presenter = createTurnPresenter(transcript, personaName);
      const stop = (remark: string, tone: "notice" | "error") => {
        if (presenter.isOver()) return;
        presenter.stop(remark, tone);
        cancelCurrent = undefined;
        wait(undefined);
      };
      cancelCurrent = () => {
        stop("cancelled", "notice");
        abort.abort();
      };
      const before = unwound;
      const run = async () => {
        wait(engine ? "thinking" : "getting ready");
        await before;
        const opened = await ready;
        if (abort.signal.aborted) return;
        wait("thinking");
        for await (const event of opened.send(message, { signal: abort.signal })) {
          memory.add(event);
          if (presenter.isOver()) continue;
          presenter.show(event);
          if (!presenter.isOver()) wait(stageAfter(event) ?? store.get().waiting?.stage);
          else {
            cancelCurrent = undefined;
            wait(undefined);
          }
        }
        stop("The turn ended without a reply. This is a fault of the program.", "error");
      };
      unwound = run().catch((error) => stop(`✗ ${faultOf(error)}`, "error"));
      await unwound;
      tellNotices();
      showModel();
    },
    cancel() {
      const wasBusy = cancelCurrent !== undefined;
      cancelCurrent?.();
      return wasBusy;
    },
    isBusy: () => cancelCurrent !== undefined,
    async reload() {
      const told = await (await ready).reload();
      tellNotices();
      showModel();
      return told;
    },
  };
};

const stageAfter = (event: TurnEvent): string | undefined => {
  if (event.type === "delta") return "answering";
  return event.type === "retry" ? "trying again" : undefined;
};

/** What to tell of a fault. Messages of the brain say what to do; others are for whoever mends the program. */
const faultOf = (error: unknown): string =>
  error instanceof BrainError
    ? error.message
    : `Something broke inside: ${error instanceof Error ? error.message : error}`;
