import { describe, expect, it } from "vitest";
import type { Look } from "../../../cli/terminal/row.ts";
import { type Style, themeOf } from "../../../cli/terminal/theme.ts";

/** Red, green, blue of the 16 colours, in the order of their numbers, as the terminals come. */
const palettes: Readonly<Record<string, string>> = {
  xterm:
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
  vga: "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
  windows:
    "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
  macos:
    "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5",
  tango:
    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
  vscode:
    "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5",
};
const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const steps = [0, 95, 135, 175, 215, 255];

/** Relative luminance by WCAG 2 of a colour of Ink's, in a palette. */
const luminance = (color: string, palette: string): number => {
  const fixed = Number(/^ansi256\((\d+)\)$/.exec(color)?.[1] ?? 16) - 16;
  const number = names.indexOf(color.replace("Bright", "")) + (color.endsWith("Bright") ? 8 : 0);
  const hex = palette.split(" ")[number] ?? "";
  const parts = color.startsWith("ansi256")
    ? [steps[Math.floor(fixed / 36)], steps[Math.floor(fixed / 6) % 6], steps[fixed % 6]]
    : [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const [red = 0, green = 0, blue = 0] = parts
    .map((part) => (part ?? 0) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const onBlack = (color: string, palette: string) => (luminance(color, palette) + 0.05) / 0.05;
const onWhite = (color: string, palette: string) => 1.05 / (luminance(color, palette) + 0.05);

const colorsOf = (theme: Readonly<Record<Look, Style>>) =>
  Object.values(theme).flatMap(({ color }) => (typeof color === "string" ? [color] : []));
const rich = { TERM: "xterm-256color" };
const poor = { TERM: "xterm" };

describe("the colours of a chat", () => {
  it.each(Object.entries(palettes))("can be read in the palette of %s, at 3 : 1 at least", (_, palette) => {
    for (const env of [rich, poor]) {
      for (const color of colorsOf(themeOf("auto", env))) {
        expect(onBlack(color, palette)).toBeGreaterThanOrEqual(3);
        expect(onWhite(color, palette)).toBeGreaterThanOrEqual(3);
      }
      for (const color of colorsOf(themeOf("dark", env))) expect(onBlack(color, palette)).toBeGreaterThanOrEqual(3);
      for (const color of colorsOf(themeOf("light", env))) expect(onWhite(color, palette)).toBeGreaterThanOrEqual(3);
    }
  });

  it("go by the background where the terminal tells it", () => {
    expect(themeOf("auto", { ...rich, COLORFGBG: "15;0" })).toEqual(themeOf("dark", rich));
    expect(themeOf("auto", { ...rich, COLORFGBG: "0;default;15" })).toEqual(themeOf("light", rich));
    expect(themeOf("auto", { ...poor, COLORFGBG: "0;7" })).toEqual(themeOf("light", poor));
    expect(themeOf("auto", { ...rich, COLORFGBG: "default;default" })).toEqual(themeOf("auto", rich));
    expect(themeOf("dark", { ...rich, COLORFGBG: "0;15" })).toEqual(themeOf("dark", rich));
  });

  it("are none where none are wanted: what matters is bold, dim or underlined", () => {
    expect(colorsOf(themeOf("none", rich))).toEqual([]);
    expect(themeOf("auto", { ...rich, NO_COLOR: "1" })).toEqual(themeOf("none", {}));
    const { name, error, emphasis, mark } = themeOf("none", {});
    expect([name, error, emphasis, mark]).toEqual([
      { bold: true },
      { bold: true },
      { underline: true },
      { bold: true, underline: true },
    ]);
  });
});
