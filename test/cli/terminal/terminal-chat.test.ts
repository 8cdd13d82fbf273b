import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type PtyOptions, type PtySession, startPty } from "../../pty.ts";
import { bundleFakeChat } from "./bundle-fake-chat.ts";

let bundle: Awaited<ReturnType<typeof bundleFakeChat>>;
let session: PtySession | undefined;

beforeAll(async () => {
  bundle = await bundleFakeChat();
}, 60_000);
afterAll(() => bundle.remove());
afterEach(() => {
  session?.kill("SIGKILL");
  session = undefined;
});

/** The chat in a pseudo-terminal, with its prompt on screen. */
const open = async (options: PtyOptions = {}): Promise<PtySession> => {
  session = startPty(process.execPath, [bundle.path], options);
  await session.waitFor("›");
  return session;
};

/** The same with its engine ready. */
const chatting = async (options: PtyOptions = {}): Promise<PtySession> => {
  const chat = await open(options);
  await chat.waitFor("model: offline", { within: "everything" });
  return chat;
};

const esc = "\x1b";
const colours = new RegExp(`${esc}\\[[0-9;]*[1-9][0-9;]*m`);
/** Clearing of screen or scrollback, reset, and the alternate screen. */
const clears = new RegExp(`${esc}(\\[[23]J|c|\\[\\?1049)`);
const summary = /tokens\n\n› \n/;

const count = (text: string, part: string) => text.split(part).length - 1;

describe("the chat in a terminal", () => {
  it("sends what was typed before it could read keys", async () => {
    session = startPty(process.execPath, [bundle.path]);
    session.write("early\r");
    await session.waitFor('You said "early".');
  });

  it("has its prompt on screen before the engine is there, and answers what was sent before it", async () => {
    const chat = await open({ env: { FAKE_OPEN: "held" } });
    await chat.waitFor("reading the persona and its examples…");
    chat.write("hello\r");
    await chat.waitFor("getting ready");
    chat.kill("SIGUSR2");
    await chat.waitFor('You said "hello". I hear you.');
    await chat.waitFor("negative → comfort · 2 demos · 12 ms · 230+31 tokens");
    expect(chat.screen()).toContain("model: offline · no Together key, no Ollama answering");
    expect(chat.screen()).not.toContain("reading the persona");
  });

  it("keeps the cursor where typing goes, also behind wide characters", async () => {
    const chat = await chatting();
    chat.write("日本a");
    await chat.waitFor("› 日本a");
    await chat.waitFor(() => chat.cursor().x === 7);
    expect(chat.screen().split("\n")[chat.cursor().y]).toBe("› 日本a");
    chat.write("\x1b[D\x1b[D");
    await chat.waitFor(() => chat.cursor().x === 4);
  });

  it("takes several lines and a paste, and sends neither by itself", async () => {
    const chat = await chatting();
    chat.write("one\ntwo\x1b\rthree\\\rfour");
    await chat.waitFor(/› one\n {2}two\n {2}three\n {2}four\n/);
    chat.paste("\nfive\nsix\n");
    await chat.waitFor(/ {2}five\n {2}six\n/);
    expect(chat.everything()).not.toContain("You said");
    chat.write("\x7f");
    await chat.waitFor(/ {2}six\noffline/);
    chat.write("\r");
    await chat.waitFor('You said "one\\ntwo\\nthree\\nfour\\nfive\\nsix".');
  });

  it("survives a paste of 100 kB", async () => {
    const chat = await chatting();
    chat.paste(Array.from({ length: 2000 }, (_, index) => `line ${index} ${"x".repeat(42)}`).join("\n"));
    await chat.waitFor("2,000 lines");
    chat.write("\r");
    await chat.waitFor("2000 lines.");
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("explains a turn, lists commands and helps with unknown ones", async () => {
    const chat = await chatting();
    chat.write("hello\r");
    await chat.waitFor(summary);
    chat.write("/why\r");
    await chat.waitFor("why · turn 1", { within: "everything" });
    await chat.waitFor("(by the model; complete)");
    expect(chat.everything()).toMatch(/████████████████░░░░ +0\.81 .*rain-1/);
    chat.write("/help\r");
    await chat.waitFor("/reload");
    chat.write("/hepl\r");
    await chat.waitFor("did you mean /help?");
    chat.write("/reload\r");
    await chat.waitFor("Read again: 12 examples, 1 changed.");
  });

  it("shows blocks, retries and errors, and goes on", async () => {
    const chat = await chatting();
    chat.write("guarded\r");
    await chat.waitFor("2 attempts · safe reply");
    expect(chat.screen()).toContain("reply blocked by social-platforms: names another platform");
    chat.write("broken\r");
    await chat.waitFor("✗ No server answers: start it with ollama serve.");
    chat.write("thrown\r");
    await chat.waitFor("✗ Something broke inside: a bug");
    chat.write("hello\r");
    await chat.waitFor('You said "hello".');
  });

  it("cancels with Esc and keeps what was shown and what was typed meanwhile", async () => {
    const chat = await chatting();
    chat.write("forever\r");
    await chat.waitFor("It began.");
    chat.write("next");
    await chat.waitFor("› next");
    chat.write("\r");
    await chat.waitFor("· queued: next");
    chat.write("\x1b");
    await chat.waitFor(/It began\.\n {2}cancelled\n\n› next\n/);
    chat.write("\r");
    await chat.waitFor('You said "next".');
  });

  it("streams long replies behind a long history without one clearing of the screen", async () => {
    const chat = await chatting();
    const said = (number: number) =>
      count(chat.everything().replace(/\s+/g, " "), `Sentence ${number} of a long reply`);
    for (let reply = 1; reply <= 5; reply++) {
      chat.write("long\r");
      await chat.waitFor(() => said(399) === reply);
      await chat.waitFor(summary);
    }
    chat.resize(60, 12);
    chat.write("long\r");
    await chat.waitFor(() => said(3) === 6);
    chat.resize(100, 8);
    await chat.waitFor(() => said(399) === 6);
    await chat.waitFor(summary);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("keeps every row of the transcript, and leaves none of the old input, when the window changes", async () => {
    const chat = await chatting();
    chat.write("hello\r");
    await chat.waitFor(summary);
    const before = chat.everything().split("\n› ").slice(0, -1).join("\n› ");
    chat.write("x".repeat(70));
    await chat.waitFor("x".repeat(70));
    const sizes = [
      [80, 12],
      [80, 40],
      [60, 24],
      [120, 24],
      [40, 10],
    ] as const;
    for (const [index, [columns, rows]] of sizes.entries()) {
      const written = chat.bytes().length;
      chat.resize(columns, rows);
      await chat.waitFor(() => chat.bytes().length > written);
      chat.write("\x7f");
      await chat.waitFor(() => count(chat.screen(), "x") === 69 - index);
    }
    chat.resize(80, 24);
    chat.write("\x15done");
    await chat.waitFor(/› done\noffline · no Together key, no Ollama answering$/);
    expect(chat.everything().split("\n› done")[0]).toBe(before);
  });

  it("draws its prompt under CI as well", async () => {
    const chat = await chatting({ env: { CI: "true" } });
    expect(chat.bytes()).toMatch(colours);
  });

  it("lets no escape sequence of a reply through", async () => {
    const chat = await chatting();
    chat.write("escape\r");
    await chat.waitFor("wiped  back wards");
    expect(chat.bytes()).not.toMatch(clears);
    expect(chat.bytes()).not.toContain("\x1b]0;");
    expect(chat.bytes()).not.toContain("\u202e");
  });

  it.each([
    { columns: 15, rows: 6 },
    { columns: 4, rows: 2 },
    { columns: 1, rows: 1 },
  ])("does not fall over in a window of $columns×$rows", async (size) => {
    const chat = await chatting();
    chat.resize(size.columns, size.rows);
    chat.write("guarded long\r");
    await chat.waitFor(() => chat.everything().replace(/\s/g, "").includes("thatgoeson.#1"));
    chat.write("\x1b[A");
    chat.resize(80, 24);
    await chat.waitFor(/› guarded long\noffline · no Together key, no Ollama answering$/);
    chat.write("\x15hello\r");
    await chat.waitFor('You said "hello".');
  });

  it("uses colour, and none with NO_COLOR", async () => {
    expect((await chatting()).bytes()).toMatch(colours);
    session?.kill("SIGKILL");
    const chat = await chatting({ env: { NO_COLOR: "1" } });
    chat.write("guarded\r");
    await chat.waitFor("safe reply");
    expect(chat.bytes()).not.toMatch(colours);
  });
});

describe("a chat that is stopped with Ctrl+Z", () => {
  it("gives the shell its terminal, and goes on below it with what was typed", async () => {
    const shell = startPty("/bin/sh", ["-im"], { env: { PS1: "$ ", ENV: "" } });
    session = shell;
    await shell.waitFor("$");
    shell.write(`'${process.execPath}' ${bundle.path}\r`);
    await shell.waitFor("model: offline");
    shell.write("half a tho");
    await shell.waitFor("› half a tho");
    shell.write("\x1a");
    await shell.waitFor(/Stopped.*\n\$ ?$/s);
    expect(shell.screen()).not.toContain("half a tho");
    shell.write("stty -a; echo done\r");
    await shell.waitFor(/[^-]icanon.*[^-]echo .*done\n/s);
    shell.write("fg\r");
    await shell.waitFor(/fake-chat\.mjs\n\n› half a tho\noffline/);
    shell.write("ught\r");
    await shell.waitFor(summary);
    shell.write("/quit\r");
    await shell.waitFor(/tokens\n\$/);
    expect(shell.bytes()).not.toMatch(clears);
  });

  it("goes on where nobody could continue it", async () => {
    const chat = await chatting();
    chat.write("abc\x1a");
    chat.write("d");
    await chat.waitFor("› abcd");
    expect(chat.everything()).not.toContain("› abc\n");
  });
});

describe("the end of the chat", () => {
  const pasteOff = `${esc}[?2004l`;
  const cursorShown = (bytes: string) => bytes.lastIndexOf("\x1b[?25h") > bytes.lastIndexOf("\x1b[?25l");

  it.each([
    ["/quit", ["/quit\r"]],
    ["Ctrl+D", ["\x04"]],
    ["Ctrl+C twice", ["half a thought\x03", "\x03"]],
  ])("comes with %s, code 0, and leaves the terminal as it was", async (_, keys) => {
    const chat = await chatting();
    expect(chat.bytes()).toContain("\x1b[?2004h");
    for (const part of keys) chat.write(part);
    expect(await chat.exit).toEqual({ code: 0, signal: 0 });
    expect(chat.bytes()).toContain(pasteOff);
    expect(cursorShown(chat.bytes())).toBe(true);
    expect(chat.screen()).not.toMatch(/\noffline · no Together/);
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("comes with %s, also while a reply is under way", async (signal, code) => {
    const chat = await chatting();
    chat.write("forever\r");
    await chat.waitFor("It began.");
    chat.kill(signal);
    expect((await chat.exit).code).toBe(code);
    expect(chat.bytes()).toContain(pasteOff);
    expect(cursorShown(chat.bytes())).toBe(true);
  });

  it("comes with a crash, which leaves the terminal as it was before its trace is printed", async () => {
    const chat = await chatting();
    chat.write("crash forever\r");
    expect((await chat.exit).code).toBe(1);
    expect(chat.bytes().indexOf(pasteOff)).toBeLessThan(chat.bytes().indexOf("a crash outside of any turn"));
    expect(chat.bytes()).toContain(pasteOff);
    expect(cursorShown(chat.bytes())).toBe(true);
  });

  it.each([
    ["input", 2, "✗ persona.yaml: no such file"],
    ["fault", 1, "✗ Something broke inside: a bug at the start"],
  ])("comes where the engine cannot be opened: %s", async (how, code, told) => {
    session = startPty(process.execPath, [bundle.path], { env: { FAKE_OPEN: how } });
    expect((await session.exit).code).toBe(code);
    expect(session.screen()).toContain(told);
    expect(session.bytes()).toContain(pasteOff);
  });
});
