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
  const find = compilePhrases({ classes: meetings.classes, phrases: { ...speaks, veto: meetings.veto } });
  const findReplies = compilePhrases({ classes: meetings.classes, phrases: { ...answers } });
  const asks = compilePhrases({
    classes: meetings.classes,
    phrases: { ...speaks, ask: meetings.ask, veto: meetings.veto },
  });
  return {
    name: category,
    check: (output) =>
      inContext(output, (text, from): OutputVerdict => {
        const readings = read(text);
        for (const reading of readings) {
          const hit = firstHit(reading, find(reading.tokens), from);
          if (hit !== undefined)
            return blocked(reading, hit, hit.group === "confirm" ? "confirms a meeting" : "proposes to meet");
        }
        const request = output.previousUserMessage?.slice(-longestRequest);
        if (request === undefined) return allow;
        const [reading] = readings;
        if (reading === undefined || !requests(readText(request), asks)) return allow;
        const matches = findReplies(reading.tokens);
        const accepted = matches.find(
          (match) => match.group === "accept" && rawSpan(reading, match.from, match.to)[1] > from,
        );
        const declined = matches.some(({ group }) => group === "decline");
        return accepted === undefined || declined
          ? allow
          : blocked(reading, accepted, "accepts the meeting that was asked for");
      }),
  };
};

const speaks = { propose: meetings.propose, confirm: meetings.confirm };
const answers = { accept: meetings.accept, decline: meetings.decline };

function blocked(reading: Reading, { from, to }: PhraseMatch, reason: string): OutputVerdict {
  return { action: "block", guard: category, category, reason, span: rawSpan(reading, from, to) };
}

/** The first phrase that no veto outweighs and that reaches into the new text. */
const firstHit = (reading: Reading, matches: readonly PhraseMatch[], from: number): PhraseMatch | undefined =>
  firstUnvetoed(matches, (match) => rawSpan(reading, match.from, match.to)[1] > from);

const requests = (readings: readonly Reading[], find: ReturnType<typeof compilePhrases>): boolean =>
  readings.some((reading) => firstHit(reading, find(reading.tokens), 0) !== undefined);
