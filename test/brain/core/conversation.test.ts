import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  advance,
  beginConversation,
  type Conversation,
  chosenTake,
  exchangeOf,
  exchangesOf,
  hasWords,
  type JournalEntry,
  journalEntry,
  journalled,
  sessionOf,
} from "../../../brain/core/conversation.ts";
import { afterTurn, heldCrisis, heldDistress, startSession, userWords } from "../../../brain/core/session.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";

const start = "2026-12-24T20:00:00.000Z";
const atMinute = (minute: number) => new Date(Date.parse(start) + minute * 60_000).toISOString();
const begun = () => beginConversation({ type: "begin", version: 1, id: "s", at: start, persona: "Tess" });
const fold = (entries: readonly JournalEntry[], from = begun()) => entries.reduce(advance, from);

type Said = {
  readonly message: string;
  readonly deltas: readonly string[];
  readonly category?: "crisis" | "doubt" | "minors" | "manipulation" | "identity" | "personal-data";
};

/** A turn as the brain emits it. */
const eventsOf = (turn: number, { message, deltas, category }: Said): TurnEvent[] => {
  const finding = {
    ...({ type: "guard", turn, side: "input", guard: "g", attempt: 0, span: [0, message.length] } as const),
    action: category === "personal-data" ? ("mask" as const) : ("steer" as const),
    category: category === "doubt" ? "crisis" : (category ?? ""),
    ...(category === "doubt" && { doubtful: true }),
    ...(category === "personal-data" && { spans: [[0, 1] as const] }),
  };
  return [
    { type: "turn", turn, session: "s", at: atMinute(turn), message },
    ...(category ? [finding] : []),
    { type: "prompt", turn, attempt: 0, messages: [{ role: "user", content: message }] },
    { type: "sentiment", turn, sentiment: "neutral", confidence: 0.5, hostile: false, by: "local" },
    ...(category === "manipulation"
      ? [] // a turn may end before it is sent anywhere
      : [{ type: "route", turn, pipeline: `p${message.length % 3}`, reason: "the mood is neutral" } as const]),
    { type: "guard", turn, side: "output", guard: "g", action: "block", attempt: 1, span: [0, 3], draft: "dreadful" },
    ...deltas.map((text): TurnEvent => ({ type: "delta", turn, text })),
    { type: "reply", turn, text: deltas.join(""), by: "model", ended: "complete" },
  ];
};

const entriesOf = (events: readonly TurnEvent[]): readonly JournalEntry[] => {
  const journal = journalled();
  return [...events.flatMap((event) => journal.take(event)), ...journal.end()];
};

const turnOf = (turn: number, said: Said): readonly JournalEntry[] => [
  ...entriesOf(eventsOf(turn, said)),
  { type: "ended", turn, at: atMinute(turn) },
];
const plain = (message: string, reply = `${message}!`): Said => ({ message, deltas: [reply] });

const categories = ["crisis", "doubt", "minors", "manipulation", "identity", "personal-data"] as const;
const said: fc.Arbitrary<Said> = fc.record(
  {
    message: fc.string({ minLength: 1, maxLength: 8 }).map((text) => `m${text}`),
    deltas: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 3 }),
    category: fc.constantFrom(...categories),
  },
  { requiredKeys: ["message", "deltas"] },
);

type Deed =
  | { readonly does: "send" | "retry"; readonly said: Said }
  | { readonly does: "edit"; readonly said: Said; readonly pick: number }
  | { readonly does: "swipe"; readonly pick: number }
  | { readonly does: "undo" | "redo" | "rate" | "title" };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constantFrom("send", "retry"), said }),
  fc.record({ does: fc.constant("edit"), said, pick: fc.nat(9) }),
  fc.record({ does: fc.constant("swipe"), pick: fc.nat(9) }),
  fc.record({ does: fc.constantFrom("undo", "redo", "rate", "title") }),
);
const deeds = fc.array(deed, { maxLength: 14 });

/** What a chat writes down for a deed. */
const entriesFor = (conversation: Conversation, done: Deed): readonly JournalEntry[] => {
  const exchanges = exchangesOf(conversation);
  const last = exchanges.at(-1);
  const turn = conversation.turns + 1;
  switch (done.does) {
    case "send":
      return turnOf(turn, done.said);
    case "retry":
      return last === undefined
        ? []
        : [{ type: "again", exchange: last.id }, ...turnOf(turn, { ...done.said, message: last.message })];
    case "edit": {
      const edited = exchanges[done.pick % Math.max(1, exchanges.length)];
      return edited === undefined ? [] : [{ type: "cut", exchange: edited.id }, ...turnOf(turn, done.said)];
    }
    case "swipe": {
      const take = last?.takes[done.pick % last.takes.length];
      return last && take ? [{ type: "choose", exchange: last.id, turn: take.turn }] : [];
    }
    case "rate":
      return last ? [{ type: "rate", turn: last.chosen, verdict: "good", at: start }] : [];
    case "title":
      return [{ type: "title", title: "A talk" }];
    default:
      return [{ type: done.does }];
  }
};
const journalOf = (all: readonly Deed[]): readonly JournalEntry[] => {
  let conversation = begun();
  return all.flatMap((done) => {
    const entries = entriesFor(conversation, done);
    conversation = fold(entries, conversation);
    return entries;
  });
};
const replies = (conversation: Conversation) => exchangesOf(conversation).map((one) => chosenTake(one)?.reply);

describe("a conversation", () => {
  it("is the session that turn after turn would have made, where nothing is taken back", () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), (all) => {
        let session = startSession("s", start);
        let conversation = begun();
        for (const [row, one] of all.entries()) {
          session = afterTurn(session, eventsOf(row + 1, one), atMinute(row + 1));
          conversation = fold(turnOf(row + 1, one), conversation);
        }
        const { held, saidByUser, ...folded } = sessionOf(conversation);
        expect(folded).toEqual(session);
        expect(saidByUser === undefined).toBe(all.every(({ deltas }) => deltas.length > 0));
        if (all.every(({ deltas }) => deltas.length > 0)) {
          expect(heldCrisis({ ...folded, ...(held && { held }) })).toBe(heldCrisis(session));
          expect(heldDistress({ ...folded, ...(held && { held }) })).toBe(heldDistress(session));
        }
      }),
    );
  });

  it("comes back by as many redos as there were undos, whatever happened before", () => {
    fc.assert(
      fc.property(deeds, fc.nat(5), (all, count) => {
        const conversation = fold(journalOf(all));
        const back = Math.min(count, conversation.past.length);
        const undone = fold(Array(back).fill({ type: "undo" }), conversation);
        expect(fold(Array(back).fill({ type: "redo" }), undone)).toEqual(conversation);
        const on = Math.min(count, conversation.future.length);
        const redone = fold(Array(on).fill({ type: "redo" }), conversation);
        expect(fold(Array(on).fill({ type: "undo" }), redone)).toEqual(conversation);
      }),
    );
  });

  it("goes back to its beginning by undos alone, and no further", () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const conversation = fold(journalOf(all));
        const undone = fold(Array(conversation.past.length).fill({ type: "undo" }), conversation);
        expect(exchangesOf(undone)).toEqual([]);
        expect(advance(undone, { type: "undo" })).toEqual(undone);
      }),
    );
  });

  it("keeps every reply to a message that is asked again, and what was said before it", () => {
    fc.assert(
      fc.property(deeds, said, (all, again) => {
        const before = fold(journalOf([...all, { does: "send", said: plain("hi") }]));
        const after = fold(entriesFor(before, { does: "retry", said: again }), before);
        expect(exchangesOf(after).slice(0, -1)).toEqual(exchangesOf(before).slice(0, -1));
        const [old, now] = [exchangesOf(before).at(-1), exchangesOf(after).at(-1)];
        expect(now?.takes.slice(0, -1)).toEqual(old?.takes);
        expect(now).toMatchObject({ id: old?.id, chosen: after.turns });
        const leavesOut = !["identity", "personal-data", undefined].includes(again.category);
        expect(now?.message === "hi").toBe(!leavesOut);
        expect(now && hasWords(now)).toBe(!leavesOut);
        expect(sessionOf(before, { type: "again", exchange: old?.id ?? 0 }).messages).toEqual(
          sessionOf(after, { type: "again", exchange: now?.id ?? 0 }).messages,
        );
      }),
    );
  });

  it("puts an edited message in the place of all that followed, and one undo brings that back", () => {
    fc.assert(
      fc.property(deeds, said, fc.nat(9), (all, other, pick) => {
        const before = fold(journalOf([...all, { does: "send", said: plain("hi") }]));
        const edited = fold(entriesFor(before, { does: "edit", said: other, pick }), before);
        const place = pick % exchangesOf(before).length;
        expect(exchangesOf(edited).slice(0, place)).toEqual(exchangesOf(before).slice(0, place));
        expect(exchangesOf(edited)).toHaveLength(place + 1);
        const undone = advance(edited, { type: "undo" });
        expect(exchangesOf(undone)).toEqual(exchangesOf(before));
        expect(exchangesOf(advance(undone, { type: "redo" }))).toEqual(exchangesOf(edited));
      }),
    );
  });

  it("keeps all that the user said for the guards, whatever was taken back, edited or never answered", () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const conversation = fold(journalOf(all));
        const said = conversation.exchanges.map(({ message }) => message);
        expect(userWords(sessionOf(conversation))).toEqual(said);
        const last = exchangesOf(conversation).at(-1)?.id ?? 0;
        expect(userWords(sessionOf(conversation, { type: "cut", exchange: last }))).toEqual(said);
        // What is asked again is not said a second time.
        expect(userWords(sessionOf(conversation, { type: "again", exchange: last }))).toEqual(
          conversation.exchanges.flatMap(({ id, message }) => (id === last ? [] : [message])),
        );
      }),
    );
  });

  it("is read from a journal that ends anywhere, or lacks lines", () => {
    fc.assert(
      fc.property(deeds, fc.nat(), fc.array(fc.nat(), { maxLength: 4 }), (all, end, gaps) => {
        const journal = journalOf(all);
        const torn = journal
          .slice(0, end % (journal.length + 1))
          .filter((_, row) => !gaps.some((gap) => gap % (journal.length + 1) === row));
        const conversation = fold(torn);
        expect(exchangesOf(conversation).length).toBeLessThanOrEqual(conversation.exchanges.length);
        expect(sessionOf(conversation).turns).toBe(conversation.turns);
      }),
    );
  });

  it("writes nothing that its own schema would not read", () => {
    fc.assert(
      fc.property(deeds, (all) => {
        for (const entry of journalOf(all))
          expect(journalEntry.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
      }),
    );
    const prompt = { type: "prompt", turn: 1, attempt: 1, messages: [] };
    expect(journalEntry.safeParse(prompt).success).toBe(false);
  });

  it("keeps what was shown of a reply that the program's end cut short", () => {
    const whole = turnOf(1, { message: "hi", deltas: ["One. ", "Two. ", "Three."] });
    const conversation = fold(whole.slice(0, whole.findIndex(({ type }) => type === "delta") + 2));
    expect(exchangesOf(conversation)[0]?.takes[0]).toMatchObject({ reply: "One. Two. ", isEnded: false });
    expect(sessionOf(conversation).messages.map(({ text }) => text)).toEqual(["hi", "One. Two. "]);
    expect(fold(turnOf(2, plain("and now")), conversation).turns).toBe(2);
  });

  it("counts the last reply that said something where the chosen one said nothing", () => {
    const journal = [...turnOf(1, plain("hi")), { type: "again", exchange: 1 } as const];
    const conversation = fold([...journal, ...turnOf(2, { message: "hi", deltas: [] })]);
    expect(replies(conversation)).toEqual(["hi!"]);
    expect(exchangeOf(conversation, 2)?.id).toBe(1);
  });

  it("knows the pipeline that the message before was sent to, not one that was taken back", () => {
    const first = turnOf(1, plain("a"));
    const both = fold([...first, ...turnOf(2, plain("bb"))]);
    expect(sessionOf(begun()).pipeline).toBe(undefined);
    expect(sessionOf(both).pipeline).toBe("p2");
    expect(sessionOf(advance(both, { type: "undo" })).pipeline).toBe("p1");
    expect(sessionOf(both, { type: "again", exchange: 2 }).pipeline).toBe("p1");
    expect(sessionOf(both, { type: "cut", exchange: 1 }).pipeline).toBe(undefined);
  });

  it("keeps who chats", () => {
    const begin = { type: "begin", version: 1, id: "s", at: start, persona: "Tess", user: "visitor-7" } as const;
    expect(beginConversation(begin).user).toBe("visitor-7");
    expect(journalEntry.parse(JSON.parse(JSON.stringify(begin)))).toEqual(begin);
  });

  it("takes no message for the answer of another, where the program ended between announcing and asking", () => {
    const torn = fold([...turnOf(1, plain("one")), ...turnOf(2, plain("two")), { type: "again", exchange: 2 }]);
    const resumed = fold([{ type: "resume", at: start }, ...turnOf(3, plain("three"))], torn);
    expect(replies(resumed)).toEqual(["one!", "two!", "three!"]);
    const cut = fold([{ type: "cut", exchange: 1 }, { type: "title", title: "t" }, ...turnOf(3, plain("three"))], torn);
    expect(replies(cut)).toEqual(["one!", "two!", "three!"]);
  });

  it("jokes and sells no more after distress, also where its message is taken back", () => {
    const doubt: Said = { message: "so heavy", deltas: ["Care."], category: "doubt" };
    const session = sessionOf(fold([...turnOf(1, doubt), { type: "undo" }]));
    expect(session.messages).toEqual([]);
    expect([heldDistress(session), heldCrisis(session)]).toEqual([true, false]);
  });

  it("stays gentle where a crisis was seen only when the message was asked again", () => {
    const retried = [...turnOf(1, plain("the worst")), { type: "again", exchange: 1 } as const];
    const seen = fold([...retried, ...turnOf(2, { message: "the worst", deltas: ["Care."], category: "crisis" })]);
    expect(heldCrisis(sessionOf(seen))).toBe(true);
    expect(JSON.stringify(sessionOf(seen))).not.toContain("the worst");
    const unseen = fold([...retried, ...entriesOf(eventsOf(2, plain("the worst")).slice(0, 1))]);
    expect(exchangesOf(unseen)[0]?.message).toBe("the worst");
  });

  it("stays gentle after a crisis, also where its message is taken back", () => {
    fc.assert(
      fc.property(deeds, deeds, (before, after) => {
        const crisis: Deed = { does: "send", said: { message: "the worst", deltas: ["Care."], category: "crisis" } };
        expect(heldCrisis(sessionOf(fold(journalOf([...before, crisis, { does: "undo" }, ...after]))))).toBe(true);
      }),
    );
  });
});

describe("a journal", () => {
  const secret = "unspeakable";

  it("holds no word of a message that guards left out, nor of one that they had not seen when its turn ended", () => {
    const leftOut = fc.constantFrom("crisis", "doubt", "minors", "manipulation", undefined);
    fc.assert(
      fc.property(leftOut, fc.nat(9), (category, end) => {
        const events = eventsOf(1, { message: `my ${secret} words`, deltas: ["Ok."], ...(category && { category }) });
        const isUnseen = end < events.findIndex(({ type }) => type === "sentiment") + 1;
        const entries = entriesOf(events.slice(0, end));
        if (category === undefined && !isUnseen) return;
        expect(JSON.stringify(entries)).not.toContain(secret);
        for (const entry of entries)
          if (entry.type === "guard" && entry.side === "input") expect(entry.span).toBe(undefined);
        if (entries.length > 0) expect(hasWords(exchangesOf(fold(entries))[0] ?? never())).toBe(false);
      }),
    );
  });

  it("writes nothing of a message before every guard has spoken, and the reply as it is shown", () => {
    const journal = journalled();
    const written = eventsOf(1, { message: "hi", deltas: ["One. ", "Two."], category: "identity" }).map((event) =>
      journal.take(event).map(({ type }) => type),
    );
    expect(written.slice(0, 3)).toEqual([[], [], []]);
    expect(written[3]).toEqual(["turn", "guard", "sentiment"]);
    expect(written.slice(-3)).toEqual([["delta"], ["delta"], ["reply"]]);
    expect(journal.end()).toEqual([]);
  });

  it("writes a message down as soon as somebody says that every guard has spoken", () => {
    const journal = journalled();
    const [start, finding, prompt] = eventsOf(1, { message: "hi", deltas: [], category: "identity" });
    for (const event of [start, finding]) expect(journal.take(event ?? never())).toEqual([]);
    expect(journal.screened()).toEqual([start, finding]);
    expect(journal.take(prompt ?? never())).toEqual([]);
  });

  it("holds neither prompts nor drafts that were blocked", () => {
    const written = JSON.stringify(entriesOf(eventsOf(1, plain("hi"))));
    expect(written).not.toContain("prompt");
    expect(written).not.toContain("dreadful");
    expect(written).toContain('"span":[0,3]');
  });
});

const never = (): never => {
  throw new Error("there is an exchange");
};
