import { allow, type OutputVerdict } from "../../brain/core/turn.ts";
import { compilePhrases, firstUnvetoed, type PhraseMatch } from "../compile-phrases.ts";
import { meetings } from "../data/meetings.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

const category = "in-person-meetings";

/** How much of the user's message is read for a request to meet, in UTF-16 units from its end. */
const longestRequest = 600;

/** Blocks replies that propose, arrange or accept a meeting in person. */
export const inPersonMeetings = ({ read = readText }: { readonly read?: ReadText } = {}): StreamGuard => {
  // One finder for all groups: most of the work of building one is the words, which they share.
  const find = compilePhrases(meetings);
  return {
    name: category,
    check: (output) =>
      inContext(output, (text, from): OutputVerdict => {
        const readings = read(text);
        const found = readings.map((reading) => ({ reading, matches: find(reading.tokens) }));
        for (const { reading, matches } of found) {
          const hit = firstUnvetoed(matches, (match) => speaks.has(match.group) && reaches(reading, match, from));
          if (hit !== undefined)
            return blocked(reading, hit, hit.group === "confirm" ? "confirms a meeting" : "proposes to meet");
        }
        const request = output.previousUserMessage?.slice(-longestRequest);
        const [plain] = found;
        if (request === undefined || plain === undefined || !requests(readText(request), find)) return allow;
        const { reading, matches } = plain;
        const accepted = acceptance(reading, matches, from);
        return accepted === undefined ? allow : blocked(reading, accepted, "accepts the meeting that was asked for");
      }),
  };
};

/** Groups that mean a meeting whoever says them, and those that do where a user says them. */
const speaks: ReadonlySet<string> = new Set(["propose", "confirm"]);
const asks: ReadonlySet<string> = new Set([...speaks, "ask"]);

/**
 * What accepts a meeting in the new text. A refusal anywhere takes an acceptance back, save one insisted on after it; a
 * doubtful word ("never", "sadly") only what follows it in its sentence, and nothing outright.
 */
function acceptance(reading: Reading, matches: readonly PhraseMatch[], from: number): PhraseMatch | undefined {
  const fresh = (group: string) => matches.filter((match) => match.group === group && reaches(reading, match, from));
  const declines = matches.filter(({ group }) => group === "decline");
  const insisted = fresh("insist").find((match) => declines.every(({ from: start }) => start < match.from));
  if (insisted !== undefined) return insisted;
  if (declines.length > 0) return undefined;
  const doubts = fresh("doubt");
  const doubted = (match: PhraseMatch) =>
    doubts.some((doubt) => doubt.from < match.from && inOneSentence(reading, doubt.from, match.from));
  return fresh("agree")[0] ?? fresh("accept").find((match) => !doubted(match));
}

const inOneSentence = ({ tokens }: Reading, first: number, last: number): boolean =>
  tokens.slice(first + 1, last + 1).every(({ border }) => border < 2);

function blocked(reading: Reading, { from, to }: PhraseMatch, reason: string): OutputVerdict {
  return { action: "block", guard: category, category, reason, span: rawSpan(reading, from, to) };
}

/** Whether a match reaches into the new text. */
const reaches = (reading: Reading, match: PhraseMatch, from: number): boolean =>
  rawSpan(reading, match.from, match.to)[1] > from;

const requests = (readings: readonly Reading[], find: ReturnType<typeof compilePhrases>): boolean =>
  readings.some(({ tokens }) => firstUnvetoed(find(tokens), ({ group }) => asks.has(group)) !== undefined);
