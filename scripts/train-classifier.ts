/** Trains the small classifiers of brain/text/classifier.ts; the scripts that read the data call it. */
import {
  type ClassifierFile,
  classifierFingerprint,
  classifierSlots,
  openClassifier,
  settingBytes,
  slotBytes,
} from "../brain/text/classifier.ts";
import { classifierFeatures } from "../brain/text/classifier-features.ts";
import { packModelFile } from "../brain/text/model-file.ts";

export type LabelledText = {
  readonly text: string;
  /** 1: of the kind that is looked for. */
  readonly label: 0 | 1;
  readonly weight?: number;
  /** Names of what the guard finds in the text, as it will hand them to `score`. */
  readonly extra?: readonly string[];
  /** Texts of one group (near-duplicates) are held out together. Default: each alone. */
  readonly group?: string;
};

export type TrainingOptions = {
  readonly file: ClassifierFile;
  readonly epochs?: number;
  readonly rate?: number;
  /** L2, per step. */
  readonly decay?: number;
  readonly smoothing?: number;
  /** Features in fewer texts are left out. */
  readonly leastTexts?: number;
  /** 1: both classes weigh the same; 0: as they come. */
  readonly balance?: number;
  /** Parts for the held-out probabilities, 2 or more. */
  readonly folds?: number;
  readonly seed?: number;
};

export type TrainingReport = {
  readonly examples: number;
  readonly positives: number;
  readonly candidates: number;
  readonly kept: number;
  /** For each example the calibrated probability from a model that had not seen its group: choose the threshold on these. */
  readonly heldOut: Float64Array;
};

type Settings = Required<Omit<TrainingOptions, "file">>;
/** What the texts hold: entries [offsets[i], offsets[i + 1]) are those of text i; `names[n]` is the hash of feature n. */
type Rows = {
  readonly features: Uint32Array;
  readonly values: Float32Array;
  readonly offsets: Uint32Array;
  readonly names: Uint32Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
};
type Linear = { readonly weights: Float64Array; readonly bias: number };
type Fitted = Linear & { readonly fingerprints: Uint16Array; readonly candidates: number; readonly kept: number };

const defaults: Settings = {
  epochs: 8,
  rate: 0.5,
  decay: 1e-5,
  smoothing: 0.03,
  leastTexts: 2,
  balance: 1,
  folds: 4,
  seed: 7,
};

/**
 * The bytes of a classifier and how it did on texts it had not seen. The same examples give the same bytes. Models trained
 * without a part each give every example a held-out answer; these calibrate the one that is trained on all.
 */
export const trainClassifier = (
  examples: readonly LabelledText[],
  { file, ...options }: TrainingOptions,
): { readonly bytes: Uint8Array; readonly report: TrainingReport } => {
  const settings = { ...defaults, ...options };
  const rows = readRows(examples);
  const folds = foldsOf(examples, settings);
  const margins = new Float64Array(examples.length);
  for (let fold = 0; fold < settings.folds; fold++) {
    const inside = indexesWhere(examples, (at) => folds[at] !== fold);
    const trial = openClassifier(file, pack(file, fitModel(rows, inside, file.bits, settings), 1, 0));
    for (const at of indexesWhere(examples, (index) => folds[index] === fold)) {
      const example = examples[at];
      if (example) margins[at] = trial.margin(example.text, example.extra);
    }
  }
  const { slope, offset } = calibrate(margins, rows);
  const all = indexesWhere(examples, () => true);
  const fitted = fitModel(rows, all, file.bits, settings);
  return {
    bytes: pack(file, fitted, slope, offset),
    report: {
      examples: examples.length,
      positives: rows.labels.reduce((sum, label) => sum + label, 0),
      candidates: fitted.candidates,
      kept: fitted.kept,
      heldOut: margins.map((margin) => 1 / (1 + Math.exp(-(slope * margin + offset)))),
    },
  };
};

/** The lowest threshold at which at most `rate` (0–1) of these negatives' scores reach it; they are flagged at ≥ it. */
export const thresholdAt = (negatives: Iterable<number>, rate: number): number => {
  const sorted = [...negatives].sort((left, right) => right - left);
  const highest = sorted[Math.floor(rate * sorted.length)] ?? 0;
  return highest + 1e-6;
};

const indexesWhere = (list: readonly unknown[], wanted: (at: number) => boolean): readonly number[] =>
  list.flatMap((_, at) => (wanted(at) ? [at] : []));

/** Groups spread over the folds by a seeded shuffle. */
function foldsOf(examples: readonly LabelledText[], { folds, seed }: Settings): readonly number[] {
  const groups = examples.map(({ group }, at) => group ?? `alone ${at}`);
  const order = [...new Set(groups)];
  shuffle(order, seeded(seed));
  const foldOf = new Map(order.map((group, at) => [group, at % folds]));
  return groups.map((group) => foldOf.get(group) ?? 0);
}

function readRows(examples: readonly LabelledText[]): Rows {
  const read = classifierFeatures();
  let hashes = new Uint32Array(1 << 16);
  let values = new Float32Array(1 << 16);
  const offsets = new Uint32Array(examples.length + 1);
  let size = 0;
  const add = (hash: number, value: number): void => {
    if (size === hashes.length) {
      const [wider, wide] = [new Uint32Array(2 * size), new Float32Array(2 * size)];
      wider.set(hashes);
      wide.set(values);
      [hashes, values] = [wider, wide];
    }
    hashes[size] = hash;
    values[size++] = value;
  };
  examples.forEach(({ text, extra }, at) => {
    read(text, extra ?? [], add);
    offsets[at + 1] = size;
  });
  return {
    ...numberFeatures(hashes.subarray(0, size)),
    values: values.subarray(0, size),
    offsets,
    labels: Uint8Array.from(examples, ({ label }) => label),
    weights: Float64Array.from(examples, ({ weight }) => weight ?? 1),
  };
}

/** Numbers the distinct hashes in the order of their first occurrence. */
function numberFeatures(hashes: Uint32Array): Pick<Rows, "features" | "names"> {
  let mask = (1 << 16) - 1;
  while (mask < 2 * hashes.length) mask = mask * 2 + 1;
  const table = new Int32Array(mask + 1); // 1 + number; 0 is free
  const names = new Uint32Array(hashes.length);
  let count = 0;
  const features = hashes.map((hash) => {
    let slot = Math.imul(hash, 0x9e3779b1) & mask;
    for (;;) {
      const known = table[slot] ?? 0;
      if (known > 0 && names[known - 1] === hash) return known - 1;
      if (known === 0) {
        names[count] = hash;
        table[slot] = ++count;
        return count - 1;
      }
      slot = (slot + 1) & mask;
    }
  });
  return { features, names: names.slice(0, count) };
}

/** Chooses the features by a first fit, then fits those that found a slot, mistaken identities included. */
function fitModel(rows: Rows, inside: readonly number[], bits: number, settings: Settings): Fitted {
  const { features, offsets, names } = rows;
  const texts = new Uint32Array(names.length);
  for (const row of inside) {
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) {
      const feature = features[at] ?? 0;
      texts[feature] = (texts[feature] ?? 0) + 1;
    }
  }
  let candidates = 0;
  const place = Int32Array.from(texts, (count) => (count >= settings.leastTexts ? candidates++ : -1));
  const first = descend(rows, inside, place, candidates, settings);

  const rank = place.reduce<{ feature: number; rank: number }[]>((list, at, feature) => {
    const weight = at < 0 ? 0 : Math.abs(first.weights[at] ?? 0);
    if (weight > 0) list.push({ feature, rank: weight * Math.sqrt(texts[feature] ?? 0) });
    return list;
  }, []);
  rank.sort((left, right) => right.rank - left.rank || left.feature - right.feature);
  const fingerprints = new Uint16Array(2 ** bits);
  let kept = 0;
  for (const { feature } of rank) {
    const hash = names[feature] ?? 0;
    const fingerprint = classifierFingerprint(hash);
    const free = classifierSlots(hash, bits).find(
      (slot) => fingerprints[slot] === 0 || fingerprints[slot] === fingerprint,
    );
    if (free === undefined) continue;
    if (fingerprints[free] === 0) kept++;
    fingerprints[free] = fingerprint;
  }
  const slots = Int32Array.from(names, (hash) => {
    const fingerprint = classifierFingerprint(hash);
    return classifierSlots(hash, bits).find((slot) => fingerprints[slot] === fingerprint) ?? -1;
  });
  return { ...descend(rows, inside, slots, 2 ** bits, settings), fingerprints, candidates, kept };
}

/** Stochastic gradient descent on the cross-entropy, L2 through one shrinking factor for all weights. */
function descend(rows: Rows, inside: readonly number[], place: Int32Array, size: number, settings: Settings): Linear {
  const { features, values, offsets, labels } = rows;
  const { epochs, rate: startRate, decay, smoothing, seed } = settings;
  const weights = new Float64Array(size);
  const shares = balanced(rows, inside, settings.balance);
  const order = [...inside];
  const random = seeded(seed);
  let [bias, factor, step] = [0, 1, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const row of order) {
      const [from, to] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
      let sum = 0;
      for (let at = from; at < to; at++) {
        const feature = place[features[at] ?? 0] ?? -1;
        if (feature >= 0) sum += (weights[feature] ?? 0) * (values[at] ?? 0);
      }
      const rate = startRate * (1 - step++ / (epochs * order.length));
      const target = labels[row] === 1 ? 1 - smoothing / 2 : smoothing / 2;
      const gradient = (1 / (1 + Math.exp(-(sum * factor + bias))) - target) * (shares[row] ?? 0) * rate;
      factor *= 1 - rate * decay;
      bias -= gradient * 0.1;
      const move = gradient / factor;
      for (let at = from; at < to; at++) {
        const feature = place[features[at] ?? 0] ?? -1;
        if (feature >= 0) weights[feature] = (weights[feature] ?? 0) - move * (values[at] ?? 0);
      }
    }
  }
  return { weights: weights.map((weight) => weight * factor), bias };
}

/** What each text counts: its own weight, the rarer class lifted, the mean 1 over all. */
function balanced({ labels, weights }: Rows, inside: readonly number[], balance: number): Float64Array {
  const mass = [0, 0];
  for (const row of inside) mass[labels[row] ?? 0] = (mass[labels[row] ?? 0] ?? 0) + (weights[row] ?? 0);
  const [no = 0, yes = 0] = mass;
  if (no === 0 || yes === 0) throw new Error("a classifier needs examples of both labels");
  const lift = [(no + yes) / 2 / no, (no + yes) / 2 / yes].map((each) => each ** balance);
  const shares = weights.map((weight, row) => weight * (lift[labels[row] ?? 0] ?? 1));
  const mean = inside.reduce((sum, row) => sum + (shares[row] ?? 0), 0) / inside.length;
  return shares.map((share) => share / mean);
}

function pack(
  file: ClassifierFile,
  { weights, bias, fingerprints }: Fitted,
  slope: number,
  offset: number,
): Uint8Array {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
  const step = largest / 127;
  const content = new Uint8Array(file.size);
  const view = new DataView(content.buffer);
  view.setFloat32(0, step * slope, true);
  view.setFloat32(4, bias * slope + offset, true);
  fingerprints.forEach((fingerprint, slot) => {
    view.setUint16(settingBytes + slot * slotBytes, fingerprint, true);
    view.setInt8(settingBytes + slot * slotBytes + 2, Math.round((weights[slot] ?? 0) / step));
  });
  return packModelFile(file, content);
}

/** Slope and offset that make held-out margins probabilities (Platt 1999, with his targets short of 0 and 1), by Newton. */
function calibrate(margins: Float64Array, { labels, weights }: Rows): { slope: number; offset: number } {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const targets = [1 / (labels.length - positives + 2), (positives + 1) / (positives + 2)];
  let [slope, offset] = [1, 0];
  for (let round = 0; round < 50; round++) {
    // Gradient and curvature, with a faint pull towards slope 1 so that separable data stay finite.
    let [a, b, aa, ab, bb] = [1e-3 * (slope - 1), 0, 1e-3, 0, 1e-3];
    margins.forEach((margin, row) => {
      const p = 1 / (1 + Math.exp(-(slope * margin + offset)));
      const weight = weights[row] ?? 0;
      const error = (p - (targets[labels[row] ?? 0] ?? 0)) * weight;
      const bend = Math.max(p * (1 - p), 1e-6) * weight;
      a += error * margin;
      b += error;
      aa += bend * margin * margin;
      ab += bend * margin;
      bb += bend;
    });
    const determinant = aa * bb - ab * ab;
    const [moveSlope, moveOffset] = [(bb * a - ab * b) / determinant, (aa * b - ab * a) / determinant];
    // Half-open steps: Newton alone may overshoot far from the minimum.
    const most = Math.max(Math.abs(moveSlope), Math.abs(moveOffset), 1);
    slope -= moveSlope / most;
    offset -= moveOffset / most;
    if (Math.abs(moveSlope) + Math.abs(moveOffset) < 1e-9) break;
  }
  return { slope: Math.max(slope, 1e-3), offset };
}

/** Numbers in [0, 1) from a seed: a linear congruential generator (constants of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(order: T[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [order[at], order[other]];
    if (one === undefined || two === undefined) continue;
    [order[at], order[other]] = [two, one];
  }
}
