/** How keys of providers begin. */
const beginnings = /^(sk|pk|rk|gsk|csk|tgp|xai|hf|bearer)[-_]./i;
/** Characters: as long as the shortest keys that are handed out. */
const leastLength = 20;

/** Whether a text holds what may be a key, by its shape: then no message repeats it. Names of models have more hyphens, or fewer characters. */
export const looksSecret = (text: string): boolean =>
  text.split(/[^\w.+-]+/).some((word) => beginnings.test(word) || isLongMix(word));

const isLongMix = (word: string): boolean =>
  word.length >= leastLength && /\d/.test(word) && /[a-z]/i.test(word) && (word.match(/-/g)?.length ?? 0) < 2;
