import { InputError } from "../../brain/core/errors.ts";
import { hashText } from "../../brain/text/hash.ts";
import { type Calibration, calibrate, type Judgement } from "./calibrate.ts";
import { linearVerifier, type Verifier } from "./linear-verifier.ts";
import { countVoice, type VoiceFeatures, voiceRarity, weighVoice } from "./voice-features.ts";

/** Parts of the conversations: a reply is judged by what was learnt without its part. */
const folds = 4;
/** With fewer of either side nothing can be told from anything. */
export const fewestReplies = 20;

/** One reply of the client, and the conversation it is from. */
export type ClientReply = { readonly conversation: string; readonly reply: string };

export type AuthorshipData = {
  readonly client: readonly ClientReply[];
  /** Replies of others: other personas, plain assistants. In the client's language, or the language is what is told apart. */
  readonly impostors: readonly string[];
  readonly seed: number;
  /** False reads content words as well: the score then knows the client's subjects too. @default true */
  readonly masked?: boolean;
};

/** Probability (0–1) that the client wrote `text`, learnt without the replies of `conversation`. 0.5 tells nothing. */
export type Verify = (text: string, conversation?: string) => number;

/**
 * Learns to tell the client's replies from others', in four parts: each part's texts are scored by what the other three
 * teach, and on those scores the probability is calibrated. So no text is ever verified by itself or its conversation; a
 * conversation that is not the client's is scored by all four together. 0.15–0.25 s of one core for 846 replies and 535 impostors.
 * @throws {InputError} fewer than 20 replies of either, or fewer than 4 conversations
 */
export const authorship = ({ client, impostors, seed, masked = true }: AuthorshipData): Verify => {
  const read = (text: string) => countVoice(text, { masked });
  const said = new Set(client.map(({ reply }) => reply.trim()));
  const others = [...new Set(impostors)].filter((reply) => !said.has(reply.trim()));
  const partOf = partsOf(client, seed);
  check(client.length, partOf.size, others.length);
  const own = client.map(({ conversation, reply }) => ({ text: reply, part: partOf.get(conversation) ?? 0 }));
  const foreign = others.map((text, at) => ({ text, part: at % folds }));
  const counted = [...own, ...foreign].map(({ text }) => read(text));
  const rarity = voiceRarity(counted);
  const weighed = counted.map((text) => weighVoice(text, rarity));
  const rows = [...own, ...foreign].map((row, at) => ({
    ...row,
    own: at < own.length,
    // As many as there are rows.
    features: weighed[at] as VoiceFeatures,
  }));
  const verifiers = Array.from({ length: folds }, (_, part) => {
    const learnt = rows.filter((row) => row.part !== part);
    const side = (isOwn: boolean) => learnt.flatMap((row) => (row.own === isOwn ? [row.features] : []));
    return linearVerifier(side(true), side(false), seed);
  });
  const scoreBy = (part: number | undefined, features: VoiceFeatures): number => {
    const asked = part === undefined ? verifiers : verifiers.slice(part, part + 1);
    return asked.reduce((sum, verifier: Verifier) => sum + verifier(features), 0) / asked.length;
  };
  const calibration: Calibration = calibrate(
    rows.map(
      ({ features, part, own: isOwn, text }): Judgement => ({
        logOdds: scoreBy(part, features),
        letters: lettersOf(text),
        own: isOwn,
      }),
    ),
  );
  return (text, conversation) => {
    const part = conversation === undefined ? undefined : partOf.get(conversation);
    return calibration(scoreBy(part, weighVoice(read(text), rarity)), lettersOf(text));
  };
};

/** Letters and digits of a text: how much there is to go by. */
export const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The part of each conversation: dealt out in the order of a seeded hash, so that all parts are as large. */
const partsOf = (client: readonly ClientReply[], seed: number): ReadonlyMap<string, number> =>
  new Map(
    [...new Set(client.map(({ conversation }) => conversation))]
      .map((conversation) => ({ conversation, hash: hashText(conversation, seed) }))
      .sort((left, right) => left.hash - right.hash)
      .map(({ conversation }, at) => [conversation, at % folds]),
  );

const check = (replies: number, conversations: number, others: number): void => {
  if (replies >= fewestReplies && conversations >= folds && others >= fewestReplies) return;
  throw new InputError({
    what: `a voice cannot be told from ${replies} replies of the client in ${conversations} conversations and ${others} of others`,
    expected: `at least ${fewestReplies} replies of each, and ${folds} conversations`,
    fix: "leave the metric voice out, or give more examples",
  });
};
