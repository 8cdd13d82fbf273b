import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSplits } from "../../app/evaluation/load-splits.ts";
import { loadConversations } from "../../app/load-conversations.ts";
import { loadPersona } from "../../app/load-persona.ts";
import { dataPathFor, packageRoot, splitsPathFor } from "../../app/paths.ts";

const times = ["morning", "afternoon", "evening", "night"];
const moods = ["positive", "neutral", "negative", "hostile"];
const topics = (
  "greeting goodbye thanks good-news bad-news grief boredom loneliness anger joke hobby personal platform-request " +
  "meeting-request identity return late-night one-word unknown question"
).split(" ");

/** Kept apart from the guards' own terms, so that a gap there does not hide one here. */
const platforms =
  /\b(instagram|insta|ig|facebook|fb|messenger|tik ?tok|snapchat|snap|whats ?app|telegram|signal|discord|reddit|twitter|tweet\w*|threads|pinterest|linkedin|tumblr|skype|viber|wechat|kik|twitch|youtube|bluesky|mastodon|patreon|onlyfans|substack|dms?|link in bio)\b|https?:|www\.|(^|\s)@\w/gi;
const meeting =
  /\b(meet (me|up)|see you (at|on|there|then|to\w+)|join me|come (by|over|here|and|see|visit|round)|drop by|pick you up|let'?s (meet|go for|grab|get together|do lunch)|my place|your place|stop by)\b/i;
const claimsHuman =
  /\b(i'?m|i am|as) (a |an )?(really |only |just )?(real|human|woman|man|person|lady|girl)\b|not an? (ai|bot|robot)\b/i;
const saysSo = /\bAI\b|artificial/;

const folder = join(packageRoot(), "training_data", "personas");
const slugs = readdirSync(folder, { withFileTypes: true }).filter((item) => item.isDirectory());

test("planted violations of the rules are seen", () => {
  expect("my insta is down, text me on whatsapp".match(platforms)).toEqual(["insta", "whatsapp"]);
  for (const text of ["See you on Saturday!", "Let's grab a coffee", "come by the bakery"])
    expect(text).toMatch(meeting);
  for (const text of ["I'm a real person", "I'm not a bot", "I am only human"]) expect(text).toMatch(claimsHuman);
});

test("there is a second persona", () => {
  expect(slugs.length).toBeGreaterThanOrEqual(1);
});

describe.each(slugs.map(({ name }) => name))("the persona %s", async (slug) => {
  const path = join(folder, slug, "persona.yaml");
  const { persona } = await loadPersona(path);
  const examples = await loadConversations(dataPathFor(path));
  const splits = await loadSplits(splitsPathFor(dataPathFor(path)));
  const spoken = [
    ...examples.map(({ id, reply }) => [id, reply] as const),
    ...examples.flatMap(({ id, messages }) =>
      messages.filter(({ from }) => from === "persona").map(({ text }) => [id, text] as const),
    ),
    ...Object.values(persona.safe_replies).flatMap((replies) => replies.map((text) => ["safe_replies", text] as const)),
    ...Object.entries(persona.pipelines).flatMap(([name, { replies = [] }]) =>
      replies.map((text) => [name, text] as const),
    ),
    ...persona.open_questions.map(({ text }) => ["open_questions", text] as const),
  ];
  const offenders = (breaks: (text: string) => boolean) => spoken.filter(([, text]) => breaks(text));

  test("has at least 60 conversations of 1 to 6 messages, the last one the user's", () => {
    expect(new Set(examples.map(({ conversation }) => conversation)).size).toBeGreaterThanOrEqual(60);
    for (const { messages } of examples) {
      expect(messages.length).toBeGreaterThanOrEqual(1);
      expect(messages.length).toBeLessThanOrEqual(6);
      expect(messages.at(-1)?.from).toBe("user");
    }
  });

  test("tags come from one vocabulary: one mood, at most one time, at least one topic", () => {
    for (const { id, tags } of examples) {
      const of = (kind: readonly string[]) => tags.filter((tag) => kind.includes(tag)).length;
      const counts = { id, moods: of(moods), hasTopic: of(topics) > 0, tooManyTimes: of(times) > 1 };
      expect(counts).toEqual({ id, moods: 1, hasTopic: true, tooManyTimes: false });
      expect(of(moods) + of(times) + of(topics)).toBe(tags.length);
    }
  });

  test("every kind of message, time and mood is covered", () => {
    const used = new Set(examples.flatMap(({ tags }) => tags));
    expect([...times, ...moods, ...topics].filter((tag) => !used.has(tag))).toEqual([]);
  });

  test("no reply is there twice", () => {
    expect(new Set(examples.map(({ reply }) => reply)).size).toBe(examples.length);
  });

  test("each conversation is in exactly one split, and each split has some", () => {
    const named = [...(splits?.train ?? []), ...(splits?.dev ?? []), ...(splits?.test ?? [])];
    expect(named.toSorted()).toEqual([...new Set(examples.map(({ conversation }) => conversation))].toSorted());
    expect([splits?.train.size, splits?.dev.size, splits?.test.size].every((size) => (size ?? 0) > 0)).toBe(true);
  });

  test("nothing that is said names a platform but its own", () => {
    const own = persona.platform?.toLowerCase();
    expect(offenders((text) => (text.match(platforms) ?? []).some((name) => name.toLowerCase() !== own))).toEqual([]);
  });

  test("nothing that is said proposes or accepts a meeting", () => {
    expect(offenders((text) => meeting.test(text))).toEqual([]);
  });

  test("nothing that is said claims to be human, and who asks is told of the AI", () => {
    expect(offenders((text) => claimsHuman.test(text))).toEqual([]);
    const asked = examples.filter(({ tags }) => tags.includes("identity"));
    expect(asked.filter(({ reply }) => !saysSo.test(reply))).toEqual([]);
    expect((persona.pipelines.disclose.replies ?? []).filter((reply) => !saysSo.test(reply))).toEqual([]);
  });

  test("there is enough to say when no reply passes, and no example is near", () => {
    const { positive, neutral, negative } = persona.safe_replies;
    expect(Math.min(positive.length, neutral.length, negative.length)).toBeGreaterThanOrEqual(4);
    expect(persona.open_questions.length).toBeGreaterThanOrEqual(16);
    expect(persona.pipelines.disclose.replies?.length).toBeGreaterThanOrEqual(5);
    for (const part of times)
      expect(
        persona.open_questions.some((question) => "part_of_day" in question && question.part_of_day === part),
      ).toBe(true);
  });

  test("pipelines prefer only tags that examples have", () => {
    const used = new Set(examples.flatMap(({ tags }) => tags));
    const wanted = Object.values(persona.pipelines).flatMap(({ demos }) => demos?.tags ?? []);
    expect(wanted.filter((tag) => !used.has(tag))).toEqual([]);
  });

  test("help in a crisis can be reached wherever the person is", () => {
    expect(Object.keys(persona.care.resources)).toEqual(expect.arrayContaining(["default", "US", "GB", "IN"]));
  });
});
