import type { Context } from "../../brain/core/signature.ts";
import type { PartOfDay } from "../../brain/core/turn.ts";

/** What a rule sees beside the reply. */
export type GivenTime = {
  readonly partOfDay: PartOfDay;
  /** "Monday", …; missing where the time given cannot be read. */
  readonly weekday?: string;
  /** Hour 0–23, month 1–12 and day 1–31 of the local clock. */
  readonly hour?: number;
  readonly month?: number;
  readonly day?: number;
  /** Minutes since the last message; missing where this message is the first. */
  readonly minutesSince?: number;
  /** Messages so far, the one that is answered among them. */
  readonly messages?: number;
};

/**
 * One kind of statement about time. Where `find` finds it in the reply, `fits` says whether it holds; the user's own
 * message may have brought it up (`asked`, or else `find`, finds it there): then taking it up is fine.
 */
export type ContextRule = {
  readonly name: string;
  /** The first place where the reply makes this statement; `null` where it does not. Takes time linear in the text. */
  find(text: string): RegExpExecArray | null;
  readonly asked?: RegExp;
  fits(found: RegExpExecArray, time: GivenTime): boolean;
};

/** The time as a reply was given it. */
export const givenTime = ({ localTime, partOfDay, conversationLength, sinceLastMessage }: Context): GivenTime => {
  const time = /^(\w+) \d{4}-(\d\d)-(\d\d) (\d\d):\d\d\b/.exec(localTime);
  const messages = /(\d+) messages?\b/.exec(conversationLength)?.[1];
  const minutes = minutesIn(sinceLastMessage);
  return {
    partOfDay,
    ...(time?.[1] && { weekday: time[1], month: Number(time[2]), day: Number(time[3]), hour: Number(time[4]) }),
    ...(messages && { messages: Number(messages) }),
    ...(minutes !== undefined && { minutesSince: minutes }),
  };
};

const greeting = /\b(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|gm|morning)\b/i;
const day = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const [hourLong, dayLong] = [60, 1440];

export const contextRules: readonly ContextRule[] = [
  partRule(
    "a greeting of the morning",
    /\bgood morning\b|^morning[!,.]/i,
    ["morning"],
    /\b(?:good )?morning\b|\bgm\b/i,
  ),
  partRule("a greeting of the afternoon", /\bgood afternoon\b/i, ["afternoon"], /\bafternoon\b/i),
  partRule("a greeting of the evening", /\bgood evening\b|^evening[!,.]/i, ["evening", "night"], /\bevening\b/i),
  partRule(
    "a good night",
    /\bgood ?night\b|\bsleep (?:well|tight)\b|\bsweet dreams\b/i,
    ["evening", "night"],
    /night\b|\bgn\b|\b(?:sleep|bed|nap|tired)\b/i,
  ),
  stated(
    "a statement of the part of day",
    /\b(?:it'?s|it is)(?: (?:already|still|only|just|such an?|a|an|the))?(?: (?:lovely|beautiful|fine|quiet|cold|warm|nice|early|late))? (morning|afternoon|evening|night)\b/gi,
    ([, part = ""], { partOfDay }) =>
      part.toLowerCase() === partOfDay || (part.toLowerCase() === "night" && partOfDay === "evening"),
  ),
  partRule(
    "late hours",
    /\b(?:it'?s (?:so |very |quite |getting )?late(?: here)?[.,!?]|at this late hour|up (?:so|this|too) late)/i,
    ["evening", "night"],
    /\blate\b|\bawake\b|\bsleep\b/i,
  ),
  partRule(
    "early hours",
    /\b(?:it'?s (?:so |very |quite )?early(?: here)?[.,!?]|up (?:so|this|too) early)/i,
    ["morning", "night"],
    /\bearly\b/i,
  ),
  {
    name: "a long absence",
    find: (text) =>
      /\blong time no see\b|\bit(?:'s| has) been (?:a (?:long )?while|ages|weeks|months|so long|too long)\b|\b(?:haven't|not) (?:heard from|seen) you (?:in|for)\b/i.exec(
        text,
      ),
    asked: /\b(?:back|long time|ages|a while|weeks|months|disappeared|missed? me|been away)\b/i,
    fits: (_, { minutesSince }) => minutesSince === undefined || minutesSince >= dayLong,
  },
  {
    name: "a return",
    find: (text) =>
      /\bwelcome back\b|\b(?:you're|so you're|you are|there you are,) back\b|\bgood to (?:see|have) you (?:back|again)\b/i.exec(
        text,
      ),
    asked: /\b(?:back|home|return(?:ed)?|weeks|months|ages|a while|long time)\b/i,
    fits: (_, { minutesSince }) => minutesSince === undefined || minutesSince >= hourLong,
  },
  {
    name: "a greeting in mid-conversation",
    find: (text) => /^(?:hi|hello|welcome|nice to meet you|good to meet you)\b(?! back)/i.exec(text),
    asked: greeting,
    fits: (_, { minutesSince, messages }) =>
      minutesSince === undefined || messages === undefined || messages <= 2 || minutesSince >= hourLong / 2,
  },
  stated(
    "a day of the week",
    new RegExp(`\\b(?:it'?s(?: only| already| just)?(?: an?)?|today is(?: an?)?|happy) (${day})\\b`, "gi"),
    (found, { weekday }) => weekday === undefined || found[1]?.toLowerCase() === weekday.toLowerCase(),
    new RegExp(`\\b(?:${day})\\b`, "i"),
  ),
  {
    name: "the weekend",
    find: (text) => /\b(?:happy weekend|it'?s (?:finally )?the weekend|enjoy (?:your|the) weekend)\b/i.exec(text),
    asked: /\bweekend\b/i,
    fits: (_, { weekday }) => weekday === undefined || /^(?:fri|sat|sun)/i.test(weekday),
  },
  {
    name: "a holiday",
    find: (text) => /\b(?:merry christmas|happy (?:christmas|new year))\b/i.exec(text),
    asked: /\b(?:christmas|xmas|new year)\b/i,
    fits: (_, { month, day: date }) =>
      month === undefined || date === undefined || (month === 12 && date >= 18) || (month === 1 && date <= 14),
  },
  {
    name: "the time of the clock",
    find: (text) => /\bit'?s (?:about |almost |nearly |only |already )?(\d{1,2})(?::\d\d)? ?([ap])\.?m\b/i.exec(text),
    asked: /\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\btime\b/i,
    fits: (found, { hour }) => {
      if (hour === undefined) return true;
      const said = (Number(found[1]) % 12) + (found[2]?.toLowerCase() === "p" ? 12 : 0);
      const apart = Math.abs(said - hour);
      return Math.min(apart, 24 - apart) <= 1;
    },
  },
];

/** One that states nothing where "if", "when" or "whether" stands before it in its sentence. */
function stated(name: string, pattern: RegExp, fits: ContextRule["fits"], asked?: RegExp): ContextRule {
  return {
    name,
    find: (text) => [...text.matchAll(pattern)].find(({ index }) => !isSupposed(text, index)) ?? null,
    ...(asked && { asked }),
    fits,
  };
}

/** Characters before a statement in which its "if" is looked for: a clause. A sentence without end must cost no more. */
const clause = 80;

function isSupposed(text: string, at: number): boolean {
  const start = Math.max(0, at - clause);
  const before = text.slice(start, at);
  return /\b(?:if|when|whether)\b[^.!?]*$/i.test(start === 0 ? before : before.replace(/^\w+/, ""));
}

function partRule(name: string, pattern: RegExp, parts: readonly string[], asked?: RegExp): ContextRule {
  return {
    name,
    find: (text) => pattern.exec(text),
    ...(asked && { asked }),
    fits: (_, { partOfDay }) => parts.includes(partOfDay),
  };
}

const unitMinutes: Readonly<Record<string, number>> = {
  minute: 1,
  hour: hourLong,
  day: dayLong,
  week: 7 * dayLong,
  month: 30 * dayLong,
  year: 365 * dayLong,
};

/** Minutes in "1 hour 20 minutes", 0 for less than a minute; `undefined` where there was no message before. */
function minutesIn(words: string): number | undefined {
  if (words.startsWith("none")) return undefined;
  if (words.startsWith("less")) return 0;
  const parts = [...words.matchAll(/(\d+) (minute|hour|day|week|month|year)s?\b/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMinutes[unit ?? ""] ?? 0), 0);
}
