import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PtySession, startPty } from "../pty.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { replyGate } from "../servers/reply-gate.ts";
import { predictionsIn, programPath } from "./program.ts";
import { asFound, clears, expectSaneSettings, modesAfter, terminalRoom } from "./terminal-checks.ts";

const room = terminalRoom();
const status = /\n› ?\noffline · as asked for with --lm$/;

/** The program as a shell runs it, which then tells the exit code and the terminal's settings, and stays. */
const inShell = async (env: Readonly<Record<string, string>> = {}) => {
  const start = `sh -c 'echo "pid $$"; exec "$0" "$@"' "${process.execPath}" "${programPath}" --lm offline --seed 7`;
  const shell = room.opened(
    startPty("/bin/sh", ["-c", `${start}; echo "code $?"; stty -a; echo over; read line`], {
      cwd: room.folder,
      env: { ...room.env, ...env },
    }),
  );
  await shell.waitFor(status);
  const pid = Number(/pid (\d+)/.exec(shell.everything())?.[1]);
  return { shell, pid };
};

const expectAsFound = (shell: PtySession, code: number, told = `code ${code}`) => {
  expect(shell.everything()).toContain(`code ${code}\n`);
  expectSaneSettings(shell.everything().split(`code ${code}\n`)[1] ?? "");
  expect(modesAfter(shell.bytes().split(told)[0] ?? "")).toEqual(asFound);
  expect(shell.bytes()).not.toMatch(clears);
  // The prompt is gone, and the next one stands on a row of its own.
  expect(shell.everything()).not.toMatch(status);
  expect(shell.everything()).toMatch(/\ncode/);
};

describe("the terminal is as it was", () => {
  it.each([
    ["/quit", ["/quit\r"], {}],
    ["Ctrl+D, where the keys of a kitty were asked for", ["\x04"], { TERM: "xterm-kitty" }],
    ["Ctrl+C twice, the first time with a text", ["half a thought\x03", "\x03"], {}],
  ])("after %s, with code 0", async (_, keys, env) => {
    const { shell } = await inShell(env);
    if ("TERM" in env) expect(modesAfter(shell.bytes()).keyProtocols).toBe(1);
    for (const part of keys) shell.write(part);
    await shell.waitFor(/\nover$/);
    expectAsFound(shell, 0);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("after %s in the middle of a reply", async (signal) => {
    const { shell, pid } = await inShell();
    shell.write("hello\r");
    await shell.waitFor(/\n› hello\n/);
    process.kill(pid, signal);
    await shell.waitFor(/\nover$/);
    expectAsFound(shell, 128 + constants.signals[signal]);
  });

  it("after a fault inside, of which it is told below the conversation", async () => {
    const crash = join(room.folder, "crash.mjs");
    writeFileSync(crash, 'process.on("SIGUSR2", () => { throw new Error("a planted fault"); });\n');
    const { shell, pid } = await inShell({ NODE_OPTIONS: `--import=${crash}` });
    shell.write("hello\r");
    await shell.waitFor(/#1 ·.*\n\n› \n/);
    process.kill(pid, "SIGUSR2");
    await shell.waitFor(/\nover$/);
    expect(shell.everything()).toContain("› hello\n");
    expect(shell.everything()).toMatch(/\nError: a planted fault\n/);
    // Node colours what it tells.
    expectAsFound(shell, 1, "planted fault");
  });
});

describe("a terminal that is closed", () => {
  it("ends the chat in the middle of a reply, whose turn is recorded", async () => {
    const home = join(room.folder, "closed");
    const { chat } = await room.talking(
      { reply: "The kettle sings. The lamp is lit. Then the rain begins.", fault: { kind: "stall", after: 7 } },
      [],
      { env: { UNDERSTUDY_HOME: home } },
    );
    chat.write("hello\r");
    await chat.waitFor("The kettle sings.");
    chat.hangUp();
    expect(await chat.exit).toEqual({ code: 0, signal: constants.signals.SIGHUP });
    expect(predictionsIn(home).records).toMatchObject([
      {
        input: { user_text: "hello" },
        output: { response: expect.stringMatching(/^The kettle sings\./) },
        metadata: { turn: 1, error: "aborted" },
      },
    ]);
  });
});

const jobShell = async (
  env: Readonly<Record<string, string>>,
  program: readonly [string, ...string[]] = ["/bin/sh"],
) => {
  const [command, ...args] = program;
  const shell = room.opened(
    startPty(command, [...args, "-i"], { cwd: room.folder, env: { ...room.env, ...env, PS1: "shell> " } }),
  );
  await shell.waitFor(/shell>$/);
  return shell;
};

describe("Ctrl+Z", () => {
  it("leaves the shell a sane terminal, and fg brings the whole chat back", async () => {
    const shell = await jobShell({});
    shell.write(`'${process.execPath}' '${programPath}' --lm offline --seed 7\r`);
    await shell.waitFor(status);
    shell.write("hello\r");
    await shell.waitFor(/#1 ·.*\n\n› \n/);
    shell.write("half a thought");
    await shell.waitFor("› half a thought\n");
    shell.write("\x1a");
    await shell.waitFor(/Stopped[\s\S]*\nshell>$/);
    // Some shells ask for pastes in brackets themselves.
    expect(modesAfter(shell.bytes().split("Stopped")[0] ?? "")).toEqual(asFound);
    expect(shell.screen()).not.toContain("half a thought\noffline");
    shell.write("stty -a; echo settled\r");
    await shell.waitFor(/\nsettled\nshell>$/);
    expectSaneSettings(shell.everything().split("stty -a").at(-1) ?? "");
    shell.write("fg\r");
    await shell.waitFor(/\n› half a thought\noffline.*$/);
    expect(modesAfter(shell.bytes())).toMatchObject({ pasteMode: true, cursorHidden: false });
    shell.write(", and the rest\r");
    await shell.waitFor(/\n› half a thought, and the rest\n[\s\S]*#2 ·.*\n\n› \n/);
    shell.write("/quit\r");
    await shell.waitFor(/shell>$/);
    expect(modesAfter(shell.bytes())).toMatchObject({ cursorHidden: false, keyProtocols: 0, coloured: false });
    expect(shell.bytes()).not.toMatch(clears);
  });

  it("in the middle of a reply stops it, and fg brings the rest of it", async () => {
    const gate = replyGate();
    const server = await room.serving(
      startFakeOllama({
        models: ["qwen3:4b"],
        reply: "The kettle sings. The lamp is lit. Then the rain begins.",
        chunking: { hold: gate.hold },
      }),
    );
    const shell = await jobShell({ OLLAMA_HOST: server.url });
    gate.stopAt(7);
    shell.write(`'${process.execPath}' '${programPath}' --lm ollama:qwen3:4b\r`);
    await shell.waitFor(/\n› \nollama.*$/);
    shell.write("hello\r");
    await shell.waitFor(/The kettle sings\.\n. answering/);
    shell.write("\x1a");
    await shell.waitFor(/Stopped[\s\S]*\nshell>$/);
    expect(shell.screen()).not.toContain("answering");
    gate.letThrough();
    expect(await server.requests.at(-1)?.ended).toBe("whole");
    shell.write("fg\r");
    await shell.waitFor(/#1 ·.*\n\n› \nollama.*$/);
    expect(shell.everything().replace(/\s+/g, " ")).toContain("The lamp is lit. Then the rain begins. #1");
    shell.write("/quit\r");
    await shell.waitFor(/shell>$/);
    expect(shell.bytes()).not.toMatch(clears);
  });
});

describe("an editor of one's own", () => {
  it("gets the terminal as it was, and gives back text and terminal", async () => {
    const editor = join(room.folder, "editor");
    const settings = join(room.folder, "settings");
    writeFileSync(
      editor,
      `#!/bin/sh\nstty -a > ${settings}\nls -l "$1" >> ${settings}\necho in the editor\nread answer\necho "$answer" >> "$1"\n`,
    );
    chmodSync(editor, 0o700);
    const { shell } = await inShell({ EDITOR: editor });
    shell.write("hello\nthere");
    await shell.waitFor("  there\n");
    shell.write("\x07");
    await shell.waitFor(/\nin the editor$/);
    expect(modesAfter(shell.bytes())).toEqual(asFound);
    shell.write("a line of the editor\r");
    await shell.waitFor(/\n› hello\n {2}there\n {2}a line of the editor\noffline/);
    expectSaneSettings(readFileSync(settings, "utf8"));
    expect(readFileSync(settings, "utf8")).toContain("-rw-------");
    shell.write(" and more\r");
    await shell.waitFor(/\n› hello\n {2}there\n {2}a line of the editor and more\n[\s\S]*#1 ·.*\n\n› \n/);
    shell.write("\x04");
    await shell.waitFor(/\nover$/);
    expectAsFound(shell, 0);
  });

  it.each([
    ["stops all that run with it", "0"],
    ["stops itself alone", "$$"],
  ])("that %s gives the shell the terminal, and goes on with fg", async (_, whom) => {
    const editor = join(room.folder, "stopping-editor");
    writeFileSync(
      editor,
      `#!/bin/sh\nkill -TSTP ${whom}\necho in the editor again\nread answer\necho "$answer" > "$1"\n`,
    );
    chmodSync(editor, 0o700);
    const shell = await jobShell({ EDITOR: editor }, ["/bin/bash", "--norc", "--noprofile"]);
    shell.write(`'${process.execPath}' '${programPath}' --lm offline --seed 7\r`);
    await shell.waitFor(status);
    shell.write("half a thought\x07");
    await shell.waitFor(/Stopped[\s\S]*\nshell>$/);
    shell.write("echo the shell answers\r");
    await shell.waitFor(/\nthe shell answers\nshell>$/);
    shell.write("fg\r");
    await shell.waitFor(/\nin the editor again$/);
    shell.write("a whole thought\r");
    await shell.waitFor(/\n› a whole thought\noffline/);
    shell.write("\r");
    await shell.waitFor(/#1 ·.*\n\n› \n/);
    shell.write("/quit\r");
    await shell.waitFor(/shell>$/);
  });

  it("that fails is told of, and the message stays as it was", async () => {
    const { shell } = await inShell({ EDITOR: "false", TMPDIR: room.folder });
    shell.write("hello there\x07");
    await shell.waitFor(/✗ [^›]*the editor "false" ended with 1[\s\S]*\n\n› hello there\noffline/);
    shell.write(", you\r");
    await shell.waitFor(/\n› hello there, you\n[\s\S]*#1 ·/);
    expect(readdirSync(room.folder).filter((name) => name.startsWith("understudy-"))).toEqual([]);
  });
});
