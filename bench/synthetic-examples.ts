import type { Example } from "../brain/core/example.ts";

const subjects =
  "I,you,my sister,the old machine,this camera,our neighbour,the rain,that letter,a stranger,the kettle".split(",");
const verbs = "found,lost,repaired,photographed,remembered,sold,painted,missed,ordered,cleaned,forgot,borrowed".split(
  ",",
);
const objects =
  "a ribbon,the last roll,an empty shop,two grey cups,a Sunday,the ferry,some bread,a broken key,the window,a song".split(
    ",",
  );
const endings = ["today", "again", "last winter", "by accident", "for once", "before dawn", "and laughed", "slowly"];

/** `count` different examples of one to three messages, the same for the same seed. Not a voice: a load. */
export const syntheticExamples = (count: number, seed = 1): readonly Example[] => {
  const random = mulberry32(seed);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  const sentence = () =>
    `${pick(subjects)} ${pick(verbs)} ${pick(objects)} ${pick(endings)} ${Math.floor(random() * 1000)}.`;
  return Array.from({ length: count }, (_, index) => ({
    id: `synthetic-${index}`,
    conversation: `synthetic-${index}`,
    messages: Array.from({ length: 1 + 2 * Math.floor(random() * 2) }, (_, at) => ({
      from: at % 2 === 0 ? ("user" as const) : ("persona" as const),
      text: sentence(),
    })),
    reply: `${sentence()} ${sentence()}`,
    tags: [],
  }));
};

/** A message that nobody wrote before. */
export const syntheticMessage = (seed: number): string => syntheticExamples(1, seed)[0]?.reply ?? "";

/** A small seeded generator of numbers from 0 to 1 (Tommy Ettinger's mulberry32, public domain). */
export const mulberry32 = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
