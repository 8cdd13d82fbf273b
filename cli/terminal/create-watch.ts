import type { Example } from "../../brain/core/example.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { ChatEngine } from "./chat-engine.ts";
import type { ChatState, Inspected, Waiting } from "./chat-state.ts";
import type { Store } from "./create-store.ts";
import { stageAfter, typing, working } from "./inspector/stage-after.ts";

/** Turns whose events are kept with their prompts: at about 20 kB each, 2 MB. */
const keptTurns = 100;
/** Milliseconds within which "something came just now" stays true. */
const fresh = 500;

/** Follows turns as they run: what is waited for, what the inspector shows, and what /why will be asked. */
export type Watch = {
  /** A turn is about to run. */
  begin(stage?: string): void;
  /** A command is at work. */
  work(line: string): void;
  take(event: TurnEvent, options: { readonly isOver: boolean }): void;
  /** The reply is there, and only being typed. */
  type(): void;
  /** Nothing is waited for any more. */
  end(): void;
  /** What the inspector shows of another conversation is no longer shown. */
  forgetOthers(): void;
  /** Events of a turn of the engine's conversation, with its prompts where it ran since the start. */
  events(turn: number): readonly TurnEvent[] | undefined;
};

export type WatchParts = {
  readonly store: Store<ChatState>;
  readonly now: () => number;
  readonly engine: () => ChatEngine | undefined;
};

export const createWatch = ({ store, now, engine }: WatchParts): Watch => {
  /** By session and turn, the oldest first. */
  const kept = new Map<string, TurnEvent[]>();
  let session = "";
  let inspected: Inspected | undefined;
  let began = 0;

  const keep = (event: TurnEvent) => {
    if (event.type === "turn") session = event.session;
    const key = `${session} ${event.turn}`;
    const events = kept.get(key);
    if (events) events.push(event);
    else kept.set(key, [event]);
    const [oldest] = kept.keys();
    if (kept.size > keptTurns && oldest !== undefined) kept.delete(oldest);
  };

  const inspect = (event: TurnEvent) => {
    if (event.type === "turn" || inspected === undefined) {
      began = now();
      inspected = { since: began, events: [], times: [], isRunning: true, examples: new Map() };
    }
    inspected = {
      ...inspected,
      events: [...inspected.events, event],
      times: [...inspected.times, now() - began],
      isRunning: event.type !== "reply" && event.type !== "error",
      ...(event.type === "demos" && { examples: examplesOf(event.demos) }),
      ...(event.type === "usage" && { cost: engine()?.cost(event) }),
    };
    const { inspector } = store.get();
    // A new turn is looked at from its beginning.
    const scroll = event.type === "turn" ? 0 : inspector.scroll;
    store.update({ inspector: { ...inspector, scroll, turn: inspected } });
  };

  const examplesOf = (demos: readonly { readonly id: string }[]): ReadonlyMap<string, Example> =>
    new Map(
      demos.flatMap(({ id }) => {
        const example = engine()?.example(id);
        return example === undefined ? [] : [[id, example] as const];
      }),
    );

  return {
    begin(stage = "thinking") {
      store.update({ waiting: { stage, since: now(), heardAt: now() } });
    },
    work(line) {
      store.update({ waiting: { stage: `${working}${line}`, since: now(), heardAt: now() } });
    },
    take(event, { isOver }) {
      keep(event);
      // A reply comes in hundreds of pieces, which the inspector has no use for but the first.
      if (event.type !== "delta" || inspected?.events.at(-1)?.type !== "delta") inspect(event);
      const { waiting } = store.get();
      if (isOver || waiting === undefined) return;
      const stage = stageAfter(event, engine()?.lm) ?? waiting.stage;
      // Text comes in hundreds of pieces: not each one is worth another look at the screen.
      if (event.type === "delta" && stage === waiting.stage && now() - waiting.heardAt < fresh) return;
      const next: Waiting = { stage, since: waiting.since, heardAt: now() };
      const pause = pauseOf(event);
      store.update({ waiting: pause === undefined ? next : { ...next, again: now() + pause } });
    },
    type() {
      const { waiting } = store.get();
      if (waiting) store.update({ waiting: { stage: typing, since: waiting.since, heardAt: now() } });
    },
    forgetOthers() {
      const id = engine()?.conversation().id;
      if (inspected === undefined || id === undefined || id === session) return;
      inspected = undefined;
      store.update({ inspector: { ...store.get().inspector, turn: undefined, scroll: 0 } });
    },
    end() {
      store.update({ waiting: undefined });
    },
    events(turn) {
      const conversation = engine()?.conversation();
      if (conversation === undefined) return undefined;
      const { id, exchanges } = conversation;
      return (
        kept.get(`${id} ${turn}`) ?? exchanges.flatMap(({ takes }) => takes).find((take) => take.turn === turn)?.events
      );
    },
  };
};

/** Milliseconds after which a connection is asked. */
const pauseOf = (event: TurnEvent): number | undefined =>
  event.type === "wait" || (event.type === "connection" && event.decision === "throttled") ? event.ms : undefined;
