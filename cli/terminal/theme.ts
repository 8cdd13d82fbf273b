import type { TextProps } from "ink";
import type { Look } from "./row.ts";
import type { TerminalSettings } from "./terminal-settings.ts";

/** How Ink is to draw a look. */
export type Style = Pick<
  TextProps,
  "color" | "bold" | "dimColor" | "italic" | "underline" | "strikethrough" | "inverse"
>;
export type Theme = Readonly<Record<Look, Style>>;

/** What tells of a terminal's colours. */
export type ThemeEnv = {
  readonly COLORFGBG?: string | undefined;
  readonly COLORTERM?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  readonly TERM_PROGRAM?: string | undefined;
};

/**
 * The styles of a chat. `auto` goes by COLORFGBG where that is set; else its colours can be read on black and on white.
 * Where colours are switched off (NO_COLOR, FORCE_COLOR=0, TERM=dumb) Ink writes none, whatever stands here.
 *
 * Contrast, as WCAG 2 measures it, in the palettes of xterm, VGA, Windows, macOS, Tango and VS Code: on black and on
 * white the 16 colours reach at least 3 : 1 both only in bright red (3.1 and more). Yellow falls to 1.4 and cyan to 2.0
 * on white, blue to 1.6 on black; magenta (2.6) and bright blue (2.4) just miss. Those of the 256 colours that are used
 * here have at least 4 : 1 on both, and terminals do not let them be changed.
 */
export const themeOf = (setting: TerminalSettings["theme"], env: ThemeEnv): Theme => {
  const chosen = setting === "auto" ? backgroundOf(env) : setting;
  if (chosen === "none" || (isGiven(env.NO_COLOR) && env.FORCE_COLOR === undefined)) return withColors({});
  if (chosen === "dark") return withColors(onDark);
  if (has256Colors(env)) return withColors(onAny);
  return withColors(chosen === "light" ? onLight : onAnyOf16);
};

type Colored = "name" | "user" | "notice" | "error" | "code" | "link" | "mark" | "accent" | "good" | "bad";
type Colors = { readonly [look in Colored]?: string };

/** At least 3.4 : 1 on black in all six palettes. */
const onDark: Colors = {
  name: "magentaBright",
  user: "cyan",
  notice: "yellow",
  error: "redBright",
  code: "cyan",
  link: "cyan",
  mark: "redBright",
  accent: "cyan",
  good: "green",
  bad: "redBright",
};
/** At least 4 : 1 on black and on white. */
const onAny: Colors = {
  name: "ansi256(133)",
  user: "ansi256(31)",
  notice: "ansi256(130)",
  error: "ansi256(161)",
  code: "ansi256(30)",
  link: "ansi256(31)",
  mark: "ansi256(161)",
  accent: "ansi256(31)",
  good: "ansi256(28)",
  bad: "ansi256(161)",
};
/** At least 4.1 : 1 on white in all six palettes. */
const onLight: Colors = {
  name: "magenta",
  user: "blue",
  notice: "magenta",
  error: "red",
  code: "blue",
  link: "blue",
  mark: "red",
  accent: "blue",
  bad: "red",
};
/** The one of 16 colours that can be read on both; bold, dim and underlined tell the rest apart. */
const onAnyOf16: Colors = { error: "redBright", mark: "redBright", bad: "redBright" };

const withColors = (colors: Colors): Theme => {
  const colored = (look: Colored, style: Style = {}): Style =>
    colors[look] === undefined ? style : { ...style, color: colors[look] };
  const isPlain = Object.keys(colors).length === 0;
  return {
    title: { bold: true },
    name: colored("name", { bold: true }),
    user: colored("user"),
    reply: {},
    plain: {},
    dim: { dimColor: true },
    notice: colored("notice"),
    error: colored("error", isPlain ? { bold: true } : {}),
    strong: { bold: true },
    emphasis: isPlain ? { underline: true } : { italic: true },
    struck: isPlain ? { dimColor: true } : { strikethrough: true },
    code: colored("code"),
    link: colored("link", { underline: true }),
    heading: { bold: true, underline: true },
    quote: { dimColor: true },
    mark: colored("mark", { bold: true, underline: true }),
    accent: colored("accent"),
    good: colored("good", { bold: true }),
    bad: colored("bad", { bold: true }),
  };
};

/** COLORFGBG is `15;0`, `0;default;15`, …: the last number is the background's colour. */
const backgroundOf = ({ COLORFGBG }: ThemeEnv): "dark" | "light" | "unknown" => {
  const background = /(?:^|;)(\d{1,2})$/.exec(COLORFGBG ?? "")?.[1];
  if (background === undefined) return "unknown";
  return background === "7" || Number(background) > 8 ? "light" : "dark";
};

/** Never more than Ink will find: it would make others of the colours. */
const has256Colors = ({ FORCE_COLOR, COLORTERM, TERM = "", TERM_PROGRAM }: ThemeEnv): boolean => {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR === "2" || FORCE_COLOR === "3";
  return COLORTERM === "truecolor" || TERM.endsWith("-256color") || TERM_PROGRAM === "Apple_Terminal";
};

const isGiven = (value: string | undefined): boolean => value !== undefined && value !== "";
