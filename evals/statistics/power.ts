import { anytimeQuantile } from "./confidence-sequence.ts";
import { normalQuantile } from "./distributions.ts";

/** Of 100 experiments in which there is such a difference, as many are to see it. */
const power = 0.8;
/** More than this nobody waits for. */
const most = 10_000_000;

/** Two samples as they are spread, and how many units of the other come with each of the control. */
export type Spread = { readonly control: number; readonly other: number; readonly ratio: number };
/** Units of each sample. */
export type Needed = { readonly control: number; readonly other: number };

/**
 * The units that a two-sided test at `alpha` needs to see a difference of `effect` with 80 % power, looking once, at the end
 * (Guenther 1981, American Statistician 35, p. 243: the normal formula with what Student's t adds). `undefined` above ten million.
 */
export const neededOnce = (variances: Spread, effect: number, alpha = 0.05): Needed | undefined => {
  const [z, zPower] = [normalQuantile(1 - alpha / 2), normalQuantile(power)];
  const spread = variances.control + variances.other / variances.ratio;
  return counted((spread * (z + zPower) ** 2) / effect ** 2 + z ** 2 / 4, variances.ratio);
};

/** The same where one may look after every unit and stop (see `confidenceSequence`). That costs about twice as many: whoever stops early gets them back. */
export const neededAnytime = (variances: Spread, effect: number, alpha = 0.05): Needed | undefined => {
  let [low, high] = [1, 2];
  while (high < most && detectableWith(variances, high, alpha) > Math.abs(effect)) high *= 2;
  if (high >= most) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (detectableWith(variances, middle, alpha) > Math.abs(effect)) low = middle;
    else high = middle;
  }
  return counted(high, variances.ratio);
};

/** The smallest difference that a test that may be looked at any time sees with 80 % power, with so many units of either. */
export const detectable = (
  variances: { readonly control: number; readonly other: number },
  n: { readonly control: number; readonly other: number },
  alpha = 0.05,
): number =>
  (anytimeQuantile(n.control + n.other, alpha) + normalQuantile(power)) *
  Math.sqrt(variances.control / n.control + variances.other / n.other);

const detectableWith = ({ control, other, ratio }: Spread, n: number, alpha: number): number =>
  detectable({ control, other }, { control: n, other: n * ratio }, alpha);

const counted = (control: number, ratio: number): Needed | undefined => {
  const needed = { control: Math.ceil(control), other: Math.ceil(control * ratio) };
  return needed.control + needed.other <= most ? needed : undefined;
};
