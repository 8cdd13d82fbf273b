import { describe, expect, it } from "vitest";
import { readExamples } from "./read-examples.ts";

const moods = ["positive", "neutral", "negative", "hostile"];
const times = ["morning", "afternoon", "evening", "night"];
const topics = [
  ["greeting", "goodbye", "thanks", "compliment", "small-talk", "one-word", "return", "late-night", "holiday"],
  ["good-news", "bad-news", "grief", "loneliness", "boredom", "anger", "joke"],
  ["hobby", "personal", "price", "recommendation", "advice"],
  ["platform-request", "meeting-request", "boundary", "identity", "unknown", "language", "question"],
].flat();

// Plain lists, on purpose apart from the guards: the guards must not be the judge of their own examples.
const platform =
  /\b(instagram|insta|ig|facebook|fb|twitter|tweet\w*|tiktok|tik tok|snapchat|whatsapp|telegram|discord|reddit|pinterest|linkedin|tumblr|skype|viber|wechat|threads|twitch|myspace|kik|youtube|patreon|signal|dm|dms|link in bio)\b/i;
const meeting =
  /\b(let'?s meet|meet (me|you|up)|see you (at|on|there|then|tomorrow|tonight|soon|saturday)|come (over|by|visit|see)|drop by|join (me|us)|visit (me|us)|hang out|my place|pick you up|works for me|\d ?pm)\b/i;
const claimsToBeHuman =
  /(?<!\b(?:no|não) )\b(i'?m|i am|soy|sou) (a |an |one |um |uma |una )?(real |actual |flesh)?\s*(human|person|woman|girl|pessoa|persona|mulher|mujer)\b(?! of)/i;

const examples = readExamples();

describe("conversations.json", () => {
  it("offers at least 175 examples under ids of their own", () => {
    expect(examples.length).toBeGreaterThanOrEqual(175);
    expect(new Set(examples.map((example) => example.id)).size).toBe(examples.length);
  });

  it("asks each reply of 1 to 6 messages, the last one the user's, of every length", () => {
    const lengths = examples.map((example) => example.chat_history.messages.length);
    expect(new Set(lengths)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(examples.filter((example) => example.chat_history.messages.at(-1)?.from_creator !== false)).toEqual([]);
    expect(lengths.filter((length) => length === 1).length / lengths.length).toBeLessThan(0.5);
  });

  it("lets time run forwards within a conversation", () => {
    const backwards = examples.filter(({ chat_history }) => {
      const at = chat_history.messages.flatMap(({ timestamp }) => (timestamp ? [Date.parse(timestamp)] : []));
      return at.some((moment, i) => moment <= (at[i - 1] ?? -Infinity));
    });
    expect(backwards.map((example) => example.id)).toEqual([]);
    expect(examples.some((example) => example.chat_history.messages[0]?.timestamp !== undefined)).toBe(true);
  });

  it("tags each example with exactly one mood and at least one topic of the documented vocabulary", () => {
    const wrong = examples.filter(({ tags }) => {
      const known = tags.every((tag) => [...moods, ...times, ...topics].includes(tag));
      const mood = tags.filter((tag) => moods.includes(tag)).length;
      return !known || mood !== 1 || !tags.some((tag) => topics.includes(tag)) || new Set(tags).size !== tags.length;
    });
    expect(wrong.map((example) => example.id)).toEqual([]);
  });

  it("never gives the same reply twice, nor opens two replies with the same six words", () => {
    const openings = new Map<string, string[]>();
    for (const { id, output } of examples) {
      const words = output.toLowerCase().match(/[\p{L}\d']+/gu) ?? [];
      const opening = words.length < 6 ? words.join(" ") : words.slice(0, 6).join(" ");
      openings.set(opening, [...(openings.get(opening) ?? []), id]);
    }
    expect([...openings.values()].filter((ids) => ids.length > 1)).toEqual([]);
  });

  it("keeps to the voice: short, few emoji, no dashes, few exclamation marks", () => {
    const words = (text: string) => text.split(/\s+/).length;
    expect(examples.filter(({ output }) => words(output) > 60).map((example) => example.id)).toEqual([]);
    expect(examples.filter(({ output }) => /[—–]/.test(output)).map((example) => example.id)).toEqual([]);
    expect(examples.filter(({ output }) => output.split("!").length > 2).map((example) => example.id)).toEqual([]);
    const emoji = examples.filter(({ output }) => /\p{Extended_Pictographic}/u.test(output));
    expect(emoji.length).toBeLessThanOrEqual(examples.length / 15);
  });

  it("has no persona message that names a platform, proposes to meet or claims to be human", () => {
    const said = examples.flatMap(({ output, chat_history }) => [
      output,
      ...chat_history.messages.flatMap((message) => (message.from_creator ? [message.content] : [])),
    ]);
    for (const rule of [platform, meeting, claimsToBeHuman]) expect(said.filter((text) => rule.test(text))).toEqual([]);
  });

  it("would notice a reply that broke those rules", () => {
    expect(platform.test("Find me on Instagram.")).toBe(true);
    expect(meeting.test("Lovely, see you Saturday.")).toBe(true);
    expect(claimsToBeHuman.test("Of course. I'm a real person.")).toBe(true);
  });

  it("answers whether it is a machine by saying that it is an AI", () => {
    const replies = examples.filter(({ tags }) => tags.includes("identity"));
    expect(replies.length).toBeGreaterThanOrEqual(10);
    const silent = replies.filter(({ output }) => !/\b(AI|IA|understudy)\b/.test(output));
    expect(silent.map((example) => example.id)).toEqual([]);
  });
});
