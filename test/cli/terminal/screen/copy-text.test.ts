import { describe, expect, it } from "vitest";
import { InputError } from "../../../../brain/core/errors.ts";
import { copyText } from "../../../../cli/terminal/screen/copy-text.ts";

/** Copies where only these tools are there; tells what was run and sent. */
const copy = async (
  text: string,
  env: Record<string, string>,
  { there = [] as readonly string[], platform = "linux" as NodeJS.Platform } = {},
) => {
  const tried: string[] = [];
  const sent: string[] = [];
  const told = await copyText(text, {
    env,
    platform,
    send: (bytes) => void sent.push(bytes),
    async run({ command, args }) {
      tried.push([command, ...args].join(" "));
      return there.includes(command);
    },
  });
  return { told, tried, sent: sent.join("") };
};

describe("copyText", () => {
  it("uses the tool of the desktop that is there, and says which", async () => {
    const { told, tried, sent } = await copy("hello", { WAYLAND_DISPLAY: "w", DISPLAY: ":0" }, { there: ["xsel"] });
    expect(tried).toEqual(["wl-copy", "xclip -selection clipboard", "xsel --clipboard --input"]);
    expect(told).toContain("xsel");
    expect(sent).toBe("");
  });

  it("uses the tools of macOS and Windows at their own keyboards only", async () => {
    expect((await copy("x", {}, { platform: "darwin", there: ["pbcopy"] })).told).toContain("pbcopy");
    expect((await copy("x", { WSL_DISTRO_NAME: "a" }, { there: ["clip.exe"] })).told).toContain("clip.exe");
    expect((await copy("x", { SSH_CONNECTION: "1" }, { platform: "darwin", there: ["pbcopy"] })).told).toContain(
      "OSC 52",
    );
  });

  it("hands the text to the terminal where there is no tool", async () => {
    const { told, sent } = await copy("é", {});
    expect(sent).toBe("\x1b]52;c;w6k=\x07");
    expect(told).toContain("OSC 52");
  });

  it("goes through tmux", async () => {
    expect((await copy("hello", { TMUX: "t" }, { there: ["tmux"] })).told).toContain("tmux");
    expect((await copy("é", { TMUX: "t" })).sent).toBe("\x1bPtmux;\x1b\x1b]52;c;w6k=\x07\x1b\\");
  });

  it("says what to do where a text is too long for the terminal", async () => {
    await expect(copy("x".repeat(80_000), {})).rejects.toThrow(InputError);
    expect((await copy("x".repeat(80_000), { DISPLAY: ":0" }, { there: ["xclip"] })).told).toContain("xclip");
  });
});
