import type { Cancelling, TurnEvents } from "../../app/chat/chat.ts";
import { BrainError, InputError } from "../../brain/core/errors.ts";
import { wordsLeftOut } from "../../brain/core/session.ts";
import type { InputHistory } from "../../brain/core/session-ports.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { createBudgetNotes } from "./budget-notes.ts";
import type { ChatEngine, Greeting, OpenEngine } from "./chat-engine.ts";
import type { ChatState } from "./chat-state.ts";
import { createPacer } from "./create-pacer.ts";
import type { Store } from "./create-store.ts";
import { createWatch } from "./create-watch.ts";
import { displayLine } from "./display-text.ts";
import { createTurnPresenter } from "./present-turn.ts";
import { loadMarkdown } from "./transcript/load-markdown.ts";
import type { Transcript } from "./transcript/transcript.ts";

/** The engine as the screen uses it: one turn at a time, whose events go to the transcript, the inspector and into memory. */
export type Talk = {
  /** Loads the engine. Where that fails, the fault is told and `failed` is called with the exit code. */
  start(): Promise<void>;
  engine(): ChatEngine | undefined;
  /** The engine, when it is loaded. */
  readonly ready: Promise<ChatEngine>;
  /** Has a turn answered on screen: waits for the engine, and settles when the turn has come to its end, a cancelled one too. Not before that may another begin. Never throws. */
  run(start: (engine: ChatEngine, options: Cancelling) => TurnEvents): Promise<void>;
  /** Ends the turn under way at once, or shows at once what is still being typed; false where there is none. */
  cancel(): boolean;
  /** The turn under way: its number, once it has one, and whether any of its reply is on screen. */
  underWay(): { readonly turn: number | undefined; readonly isShown: boolean } | undefined;
  /** Events of a turn of this conversation, with its prompts where it ran since the start. */
  events(turn: number): readonly TurnEvent[] | undefined;
  /** Shows that a command takes its time, until `done` settles. */
  await(line: string, done: Promise<unknown>): void;
  /** Shows what may have changed: the status, and notices that nobody has seen. */
  refresh(): void;
};

export type TalkParts = {
  readonly greeting: Greeting;
  readonly open: OpenEngine;
  readonly store: Store<ChatState>;
  readonly transcript: Transcript;
  readonly now: () => number;
  readonly columns: () => number;
  readonly pace: number;
  readonly history: Promise<InputHistory | undefined>;
  readonly opened: (engine: ChatEngine) => void;
  /** Told when a turn is no longer shown. */
  readonly ended: () => void;
  readonly failed: (code: number) => void;
};

/** Milliseconds after which somebody who waits for a command should see that it works. */
const patience = 200;

export const createTalk = ({
  greeting,
  open,
  store,
  transcript,
  now,
  columns,
  pace,
  history,
  opened,
  ended,
  failed,
}: TalkParts): Talk => {
  let engine: ChatEngine | undefined;
  const watch = createWatch({ store, now, engine: () => engine });
  let current: { readonly cancel: () => void; turn: number | undefined; isShown: boolean } | undefined;
  let announceReady: (engine: ChatEngine) => void = () => {};
  const ready = new Promise<ChatEngine>((resolve) => {
    announceReady = resolve;
  });
  const budgets = createBudgetNotes(() => engine?.conversation().id);
  const personaName = () => displayLine(engine?.personaName ?? greeting.personaName);

  const refresh = () => {
    watch.forgetOthers();
    // A reply that is being shown is not broken up: they are told after it.
    if (current?.isShown) return;
    for (const notice of engine?.takeNotices() ?? []) transcript.say([`! ${displayLine(notice)}`], "notice");
    if (engine) store.update({ status: displayLine(statusOf(engine, budgets.mark())) });
  };

  /** Hands a message to the history of later sessions, unless a guard would have it kept nowhere. */
  const remember = async (events: readonly TurnEvent[]) => {
    const turn = events.find((event) => event.type === "turn");
    const isScreened = events.some(({ type }) => type === "sentiment");
    const isPrivate = events.some(
      (event) =>
        event.type === "guard" &&
        event.side === "input" &&
        (event.action === "mask" || wordsLeftOut([event]) !== undefined),
    );
    if (turn !== undefined && isScreened && !isPrivate) await (await history)?.append(turn.message);
  };

  return {
    engine: () => engine,
    ready,
    events: watch.events,
    refresh,
    async start() {
      try {
        // A conversation that is gone on with is shown as it looked.
        [engine] = await Promise.all([open(), loadMarkdown()]);
      } catch (error) {
        transcript.say([`✗ ${faultOf(error)}`], "error");
        failed(error instanceof InputError ? 2 : 1);
        return;
      }
      opened(engine);
      refresh();
      announceReady(engine);
    },
    async run(start) {
      const abort = new AbortController();
      const presenter = createTurnPresenter(transcript, personaName, (usage) => engine?.cost(usage), {
        columns,
        lm: () => engine?.lm,
        tellsBudget: budgets.isNew,
      });
      const pacer = createPacer((text) => presenter.show({ type: "delta", turn: mine.turn ?? 0, text }), { pace });
      const stop = (remark: string, tone: "notice" | "error") => {
        if (presenter.isOver()) return;
        pacer.flush();
        presenter.stop(remark, tone);
        finish();
      };
      const finish = () => {
        if (current !== mine) return;
        current = undefined;
        watch.end();
        ended();
      };
      let isAnswered = false;
      const mine = {
        turn: undefined as number | undefined,
        isShown: false,
        cancel() {
          // The whole reply is there and only being typed: it is said already.
          if (isAnswered) return pacer.flush();
          stop("cancelled", "notice");
          abort.abort();
        },
      };
      current = mine;
      watch.begin(engine ? undefined : "getting ready");
      const show = async (event: TurnEvent) => {
        if (presenter.isOver()) return;
        if (event.type === "delta") {
          mine.isShown = true;
          pacer.add(event.text);
          return;
        }
        if (event.type === "reply" || event.type === "error") {
          isAnswered = true;
          if (pace === 0) pacer.flush();
          else if (pacer.isHolding()) {
            watch.type();
            await pacer.drained();
          }
        }
        presenter.show(event);
        if (presenter.isOver()) finish();
      };
      const work = async () => {
        const opened = await ready;
        if (abort.signal.aborted) return;
        const events: TurnEvent[] = [];
        for await (const event of start(opened, { signal: abort.signal })) {
          events.push(event);
          mine.turn = event.turn;
          watch.take(event, { isOver: presenter.isOver() });
          budgets.take(event);
          await show(event);
        }
        void remember(events);
        stop("The turn ended without a reply. This is a fault of the program.", "error");
      };
      await work().catch((error) => stop(`✗ ${faultOf(error)}`, "error"));
      refresh();
    },
    await(line, done) {
      const timer = setTimeout(() => {
        if (current === undefined) watch.work(displayLine(line));
      }, patience);
      void done.finally(() => {
        clearTimeout(timer);
        if (current === undefined) watch.end();
      });
    },
    cancel() {
      const wasBusy = current !== undefined;
      current?.cancel();
      return wasBusy;
    },
    underWay: () => current,
  };
};

const statusOf = ({ lm, lmReason, pinned, isClockMoved }: ChatEngine, budget: string | undefined): string =>
  // The reason comes last: in a narrow window it is what can be done without.
  [
    lm,
    ...(budget === undefined ? [] : [budget]),
    ...(pinned === undefined ? [] : [`pinned to ${pinned}`]),
    ...(isClockMoved ? ["the clock was moved"] : []),
    lmReason,
  ].join(" · ");

/** What to tell of a fault. Messages of the brain say what to do; others are for whoever mends the program. */
export const faultOf = (error: unknown): string =>
  error instanceof BrainError
    ? error.message
    : `Something broke inside: ${error instanceof Error ? error.message : error}`;
