/** Reads the hand-written lines that the model of meetings learns from and is measured on. */
import { readFileSync } from "node:fs";

export type MeetingLine = {
  readonly part: "train" | "dev" | "report";
  readonly label: 0 | 1;
  /** The register or theme ("sms-uk"). */
  readonly theme: string;
  /** Neighbours of one theme: they are held out together. */
  readonly group: string;
  readonly text: string;
  /** Made of a frame, not written as it stands. */
  readonly made: boolean;
};

/** Lines that stand together are about one thing more often than not. */
const neighbours = 20;
const madeOfAFrame = 12;

/** Numbers in [0, 1) from a seed: a linear congruential generator (constants of Numerical Recipes). */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

/**
 * The lines of a file. `## part meeting theme` and `## part none theme` head a batch; in `## part … frames` batches `{a|b}`
 * is a choice and `{day}` a slot, and of each line some messages are made; `= day: a|b` fills a slot.
 */
export const readMeetingLines = (path: string): readonly MeetingLine[] => {
  const random = seeded(6);
  const slots = new Map<string, readonly string[]>();
  const lines: MeetingLine[] = [];
  let [part, label, theme]: [MeetingLine["part"], 0 | 1, string] = ["train", 0, ""];
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, number) => {
      if (line.startsWith("## ")) {
        const [first, kind, ...rest] = line.slice(3).split(" ");
        if ((first !== "train" && first !== "dev" && first !== "report") || (kind !== "meeting" && kind !== "none"))
          throw new Error(`${path}: line ${number + 1} is no heading`);
        [part, label, theme] = [first, kind === "meeting" ? 1 : 0, rest.join(" ")];
        return;
      }
      const slot = /^= (\w+): (.*)$/.exec(line);
      if (slot) slots.set(slot[1] ?? "", (slot[2] ?? "").split("|"));
      if (slot || line.startsWith("# ") || line.trim() === "") return;
      const common = { part, label, theme };
      if (theme !== "frames") {
        const group = `${theme} ${label} ${Math.floor(number / neighbours)}`;
        lines.push({ ...common, group, text: line, made: false });
        return;
      }
      for (let copy = 0; copy < madeOfAFrame; copy++)
        lines.push({ ...common, group: `frame ${number}`, text: fillIn(line, slots, random), made: true });
    });
  return lines;
};

/** Chooses inside out, so that a choice may hold slots and choices. */
function fillIn(frame: string, slots: ReadonlyMap<string, readonly string[]>, random: () => number): string {
  let text = frame;
  for (;;) {
    const found = /\{([^{}]*)\}/.exec(text);
    if (found === null) return text.replace(/ {2,}/g, " ").trim();
    const inside = found[1] ?? "";
    const options = slots.get(inside) ?? inside.split("|");
    const chosen = options[Math.floor(random() * options.length)] ?? "";
    text = text.slice(0, found.index) + chosen + text.slice(found.index + found[0].length);
  }
}

/** The message as it is written in haste on a telephone: short spellings, small letters, few marks. */
export const asTexted = (text: string, random: () => number): string => {
  const words = text.split(" ").map((word) => {
    const [, letters = "", rest = ""] = /^([A-Za-z']+)([^A-Za-z]*)$/.exec(word) ?? [];
    if (letters === "") return word;
    const spellings = shortSpellings.get(letters.toLowerCase());
    const bare = random() < 0.6 ? letters.replace(/'/g, "") : letters;
    if (spellings === undefined || random() > 0.7) return bare + rest;
    return (spellings[Math.floor(random() * spellings.length)] ?? bare) + rest;
  });
  const message = words.join(" ");
  const small = random() < 0.7 ? message.toLowerCase() : message;
  return random() < 0.3 ? small.replace(/[.,]/g, random() < 0.5 ? "" : "..") : small;
};

const shortSpellings: ReadonlyMap<string, readonly string[]> = new Map(
  (
    "you:u|u|ya your:ur|yr you're:ur|youre are:r tomorrow:tmr|2moro|tmrw|tomoro|tomo to:2 too:2 " +
    "for:4 see:c later:l8r|ltr|latr please:pls|plz tonight:tonite|2nite|2night okay:k|ok ok:k|okie|okay " +
    "and:n|& with:wif|w|wiv the:da|the|the what:wat|wot come:cum|come coming:comin|cumin going:goin " +
    "be:b why:y because:cos|coz about:abt|bout then:den already:oredi|alr|liao want:wan|want " +
    "where:wher|where there:thr|there have:hav|have good:gd great:gr8 before:b4 people:ppl " +
    "today:2day|tdy never:nvr now:nw|now love:luv just:jus|jst this:dis|this that:dat|tt " +
    "from:frm should:shd could:cud|cld would:wud|wld message:msg school:skool|sch"
  )
    .split(" ")
    .map((entry) => {
      const [word = "", spellings = ""] = entry.split(":");
      return [word, spellings.split("|")];
    }),
);
