export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const sampleLine = new RegExp(
  `^(${name})(?:\\{(${label}(?:,${label})*)\\})? (-?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|[+]Inf|NaN)$`,
  "i",
);

/**
 * Reads Prometheus' text format 0.0.4 strictly: every line is HELP, TYPE or a sample; a family has one TYPE, before its
 * samples, which stand together; counters end in _total; histograms have growing buckets up to +Inf, with _sum and _count;
 * no series comes twice. @throws {Error} with the line
 */
export const checkExposition = (text: string): readonly Sample[] => {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end");
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let family = "";
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const comment = new RegExp(`^# (HELP|TYPE) (${name}) (.+)$`).exec(line);
    if (comment) {
      const [, kind, of = "", rest = ""] = comment;
      if (kind !== "TYPE") continue;
      if (types.has(of)) throw new Error(`a second TYPE: ${line}`);
      if (rest === "counter" && !of.endsWith("_total")) throw new Error(`a counter without _total: ${line}`);
      types.set(of, rest);
      family = of;
      continue;
    }
    const sample = sampleLine.exec(line);
    if (!sample) throw new Error(`no sample: ${line}`);
    const [, of = "", inside = "", value = ""] = sample;
    const isPart =
      types.get(family) === "histogram" && [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(of);
    if (of !== family && !isPart) throw new Error(`not of ${family}: ${line}`);
    const key = line.slice(0, line.lastIndexOf(" "));
    if (seen.has(key)) throw new Error(`a series twice: ${line}`);
    seen.add(key);
    const labels = [...inside.matchAll(new RegExp(label, "g"))].map(([pair]) => pair.split(/=(.*)/s).slice(0, 2));
    samples.push({
      name: of,
      labels: Object.fromEntries(labels.map(([one, other = ""]) => [one, JSON.parse(other)])),
      value: value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value),
    });
  }
  for (const [of, type] of types) if (type === "histogram") checkHistogram(of, samples);
  return samples;
};

const checkHistogram = (family: string, samples: readonly Sample[]): void => {
  const of = ({ le: _, ...labels }: Sample["labels"]) => JSON.stringify(Object.entries(labels).sort());
  const counts = samples.filter(({ name: each }) => each === `${family}_count`);
  for (const { labels, value } of counts) {
    const buckets = samples.filter(
      ({ name: each, labels: own }) => each === `${family}_bucket` && of(own) === of(labels),
    );
    const last = buckets.at(-1);
    if (last?.labels.le !== "+Inf" || last.value !== value) throw new Error(`${family}: +Inf is not the count`);
    if (buckets.some((bucket, at) => bucket.value < (buckets[at - 1]?.value ?? 0)))
      throw new Error(`${family}: shrinks`);
  }
};
