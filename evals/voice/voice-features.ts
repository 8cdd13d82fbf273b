import { feedHash, finishHash, startHash } from "../../brain/text/hash.ts";
import { functionWords } from "./function-words.ts";
import { maskWords } from "./mask-words.ts";

/** Slots for hashed character 3–5-grams; the function words have one slot each behind them. */
const gramSlots = 1 << 14;
const [shortest, longest] = [3, 5];
const wordSlots = new Map([...functionWords].map((word, at) => [word, gramSlots + at]));
/** Longest text read, in UTF-16 units: a reply is a few sentences. */
const readLimit = 4000;
/**
 * Length of the function words' part of a vector against that of the characters' part: of 0, 0.3, 0.5, 1 and 2 the best
 * on the dev splits of Vera and Roz (AUC against plain replies 0.90 at 2, 0.96 at 0.3).
 */
const wordShare = 0.3;

export const voiceSlots = gramSlots + wordSlots.size;

/** A text as sparse features: `values[i]` stands in slot `slots[i]` of `voiceSlots`. */
export type VoiceFeatures = { readonly slots: Int32Array; readonly values: Float32Array };

/**
 * How often each character 3–5-gram and each function word stands in a text, damped (1 + ln count). With `masked` the
 * characters are read with all content words struck out, so that what a text is about counts for nothing.
 */
export const countVoice = (text: string, { masked }: { readonly masked: boolean }): VoiceFeatures => {
  const raw = text.slice(0, readLimit).normalize("NFC").replaceAll("’", "'");
  const found: number[] = [];
  const add = (slot: number): void => {
    const count = counts[slot] ?? 0;
    if (count === 0) found.push(slot);
    counts[slot] = count + 1;
  };
  const read = ` ${masked ? maskWords(raw) : raw} `;
  for (let from = 0; from < read.length; from++) {
    let state = startHash();
    for (let length = 1; length <= longest && from + length <= read.length; length++) {
      state = feedHash(state, read.charCodeAt(from + length - 1));
      if (length >= shortest) add(finishHash(state) & (gramSlots - 1));
    }
  }
  for (const word of raw.toLowerCase().match(/[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*/gu) ?? []) {
    const slot = wordSlots.get(word);
    if (slot !== undefined) add(slot);
  }
  const slots = Int32Array.from(found);
  const values = new Float32Array(slots.length);
  slots.forEach((slot, at) => {
    values[at] = 1 + Math.log(counts[slot] ?? 1);
    counts[slot] = 0;
  });
  return { slots, values };
};

/** Where one text after the other is counted: all zeros in between. A fresh map a text took three times as long. */
const counts = new Uint16Array(voiceSlots);

/** The weight of each slot: 1 + ln((1 + texts) ÷ (1 + texts that hold it)). */
export const voiceRarity = (texts: readonly VoiceFeatures[]): Float32Array => {
  const holding = new Float32Array(voiceSlots);
  for (const { slots } of texts) for (const slot of slots) holding[slot] = (holding[slot] ?? 0) + 1;
  return holding.map((count) => 1 + Math.log((1 + texts.length) / (1 + count)));
};

/** Features weighed by rarity; the characters' part gets length 1, the words' part `wordShare`. */
export const weighVoice = ({ slots, values }: VoiceFeatures, rarity: Float32Array): VoiceFeatures => {
  const weighed = values.map((value, at) => value * (rarity[slots[at] ?? 0] ?? 0));
  let [grams, words] = [0, 0];
  weighed.forEach((value, at) => {
    if ((slots[at] ?? 0) < gramSlots) grams += value * value;
    else words += value * value;
  });
  const gramScale = grams > 0 ? 1 / Math.sqrt(grams) : 0;
  const wordScale = words > 0 ? wordShare / Math.sqrt(words) : 0;
  return {
    slots,
    values: weighed.map((value, at) => value * ((slots[at] ?? 0) < gramSlots ? gramScale : wordScale)),
  };
};
