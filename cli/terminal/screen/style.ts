/**
 * How text looks, in one canonical form: what a terminal in its plain state has to be told. Parameters of one SGR
 * sequence (`1;36`), empty for plain text.
 */
export type Style = string;

export const plain: Style = "";

/** Each attribute by the parameter that turns it on, with the one that turns it off. */
const attributes: Readonly<Record<string, string>> = {
  "1": "22",
  "2": "22",
  "3": "23",
  "4": "24",
  "5": "25",
  "7": "27",
  "8": "28",
  "9": "29",
  "53": "55",
};

/** The style after an SGR sequence of these parameters. */
export const styleAfter = (style: Style, parameters: string): Style => {
  const set = new Map(split(style).map((one) => [slotOf(one), one]));
  for (const one of split(parameters === "" ? "0" : parameters)) {
    if (one === "0") set.clear();
    else if (one === "39") set.delete("colour");
    else if (one === "49") set.delete("background");
    else if (Object.values(attributes).includes(one)) {
      for (const [on, off] of Object.entries(attributes)) if (off === one) set.delete(on);
    } else set.set(slotOf(one), one);
  }
  return [...set.values()].sort().join(";");
};

/** The shortest sequence that turns one style into another. */
export const styleChange = (from: Style, to: Style): string => {
  if (from === to) return "";
  if (to === plain) return "\x1b[m";
  const before = split(from);
  const after = split(to);
  const slots = new Set(after.map(slotOf));
  const isAddition = before.every((one) => slots.has(slotOf(one)));
  return isAddition
    ? `\x1b[${after.filter((one) => !before.includes(one)).join(";")}m`
    : `\x1b[${from === plain ? "" : "0;"}${to}m`;
};

/** Whether a space can be told from an empty cell in this style: underlined, reversed, struck, on a background. */
export const showsOnSpace = (style: Style): boolean =>
  style !== plain && split(style).some((one) => /^(4|5|7|9|53)$|^(4[0-8]|10[0-7])/.test(one));

/** Parameters one by one; those of a colour from a palette stay together. */
const split = (parameters: string): readonly string[] => {
  const parts = parameters === "" ? [] : parameters.split(";").map((part) => (part === "" ? "0" : part));
  const whole: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const isPalette = parts[at] === "38" || parts[at] === "48";
    const length = !isPalette ? 1 : parts[at + 1] === "5" ? 3 : 5;
    whole.push(parts.slice(at, at + length).join(";"));
    at += length;
  }
  return whole;
};

const slotOf = (parameter: string): string => {
  if (/^(3[0-7]|38[;:].*|9[0-7])$/.test(parameter)) return "colour";
  if (/^(4[0-7]|48[;:].*|10[0-7])$/.test(parameter)) return "background";
  return parameter.replace(/:.*/, "");
};
