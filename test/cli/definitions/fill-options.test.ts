import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createProgram } from "../../../cli/create-program.ts";
import { fillOptions } from "../../../cli/definitions/fill-options.ts";
import { rejection, temporaryFolder } from "../../app/temporary-folder.ts";

/** The command as it would run: options parsed, then filled; nothing is done. */
const filled = async (args: readonly string[], place: { cwd: string; env?: Record<string, string> }) => {
  const program = createProgram();
  let command = program;
  for (const word of args.filter((each) => !each.startsWith("-"))) {
    command = command.commands.find((known) => known.name() === word) ?? command;
  }
  command.action(() => {});
  // Filled by the test, in its own folder, and not by the program's hook.
  const parsed = new Command("test").exitOverride().enablePositionalOptions();
  parsed.addCommand(program);
  Reflect.set(program, "_lifeCycleHooks", {});
  await parsed.parseAsync(["understudy", ...args], { from: "user" });
  await fillOptions(command, { env: {}, ...place });
  return { options: command.opts(), sourceOf: (name: string) => command.getOptionValueSource(name) };
};

describe("fillOptions", () => {
  test("a flag counts more than the environment, that more than .env, that more than understudy.yaml", async () => {
    const { folder, write } = temporaryFolder();
    const themes = ["dark", "light", "none", "auto"] as const;
    const choices = [true, false];
    const all = choices.flatMap((flag) =>
      choices.flatMap((env) => choices.flatMap((dotenv) => choices.map((file) => ({ flag, env, dotenv, file })))),
    );
    for (const { flag, env, dotenv, file } of all) {
      write("understudy.yaml", file ? `\nchat:\n  theme: ${themes[3]}\n` : "lm: offline\n");
      write(".env", dotenv ? `UNDERSTUDY_THEME=${themes[2]}\n` : "");
      const { options, sourceOf } = await filled(["chat", ...(flag ? ["--theme", themes[0]] : [])], {
        cwd: folder,
        env: env ? { UNDERSTUDY_THEME: themes[1] } : {},
      });
      const expected = [
        ...(flag ? [[themes[0], "cli"]] : []),
        ...(env ? [[themes[1], "environment UNDERSTUDY_THEME"]] : []),
        ...(dotenv ? [[themes[2], ".env"]] : []),
        ...(file ? [[themes[3], "understudy.yaml:3"]] : []),
        ["auto", "default"],
      ][0];
      expect([options.theme, sourceOf("theme")]).toEqual(expected);
    }
  });

  test("every command gets what it has an option for, and nothing else", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "persona: p.yaml\nlm: ollama\nembedder: ollama\nprogram: bold\nchat: {price: 1}\n");
    const persona = join(folder, "p.yaml");
    const price = { prompt: 1, completion: 1 };
    expect((await filled(["chat"], { cwd: folder })).options).toMatchObject({
      persona,
      lm: "ollama",
      embedder: "ollama",
      program: "bold",
      price,
    });
    expect((await filled(["say", "hi"], { cwd: folder })).options).toMatchObject({
      persona,
      lm: "ollama",
      program: "bold",
    });
    expect((await filled(["sentiment"], { cwd: folder })).options).toEqual({ persona });
    expect((await filled(["doctor"], { cwd: folder })).options).toEqual({
      persona,
      embedder: "ollama",
      lm: "ollama",
      lmFrom: "understudy.yaml:2",
    });
    // Where several can be named, the one of the file is the only one.
    expect((await filled(["eval"], { cwd: folder })).options).toMatchObject({ lm: "ollama", program: ["bold"] });
    // What a chat's replies cost is no word on what compiling may cost.
    expect((await filled(["compile", "--name", "x"], { cwd: folder })).options).not.toHaveProperty("price");
  });

  test("guards ask a model only where a flag names one, and so does rescoring without a judge", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "lm: together\n");
    for (const command of ["check", "test"]) {
      expect((await filled(["guard", command], { cwd: folder })).options.lm).toBeUndefined();
    }
    expect((await filled(["eval", "rescore"], { cwd: folder })).options.lm).toBeUndefined();
    expect((await filled(["eval", "rescore", "--metric", "rubric:voice"], { cwd: folder })).options.lm).toBe(
      "together",
    );
  });

  test("what belongs to another persona or model does not count where a flag names that", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "persona: a.yaml\ndata: a.json\nlm: together\nprogram: bold\nchat: {price: 1}\n");
    const other = (await filled(["chat", "--persona", "b.yaml"], { cwd: folder })).options;
    expect(other).toMatchObject({ persona: "b.yaml", lm: "together" });
    expect(other).not.toHaveProperty("data");
    expect(other).not.toHaveProperty("program");
    expect((await filled(["chat", "--lm", "ollama"], { cwd: folder })).options).not.toHaveProperty("price");
  });

  test("a chat knows what the file alone says of who talks, since a kept conversation has its own", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "persona: a.yaml\nlm: together\nprogram: bold\n");
    const fromFile = async (...args: string[]) => (await filled(args, { cwd: folder })).options.fromFile;
    expect(await fromFile("chat")).toEqual(["persona", "program"]);
    expect(await fromFile("chat", "--program", "plain")).toEqual(["persona"]);
    expect(await fromFile("chat", "--persona", "b.yaml")).toBe(undefined);
    expect(await fromFile("say", "hi")).toBe(undefined);
  });

  test("a switch can be switched off for once", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "chat: {screen_reader: true}\n");
    expect((await filled(["chat"], { cwd: folder })).options.screenReader).toBe(true);
    expect((await filled(["chat", "--no-screen-reader"], { cwd: folder })).options.screenReader).toBe(false);
    expect((await filled(["chat"], { cwd: folder, env: { UNDERSTUDY_SCREEN_READER: "0" } })).options.screenReader).toBe(
      false,
    );
  });

  test("a variable that is no choice is named, and its value is not told", async () => {
    const { folder } = temporaryFolder();
    const { message } = await rejection(filled(["chat"], { cwd: folder, env: { UNDERSTUDY_THEME: "sk-secret" } }));
    expect(message).toContain("UNDERSTUDY_THEME");
    expect(message).toContain("one of auto, light, dark, none");
    expect(message).not.toContain("sk-secret");
  });

  test("config goes on where a variable is no choice: it shows that one among the rest", async () => {
    const { folder } = temporaryFolder();
    const { options } = await filled(["config"], { cwd: folder, env: { UNDERSTUDY_THEME: "sk-secret" } });
    expect(options.theme).toBe("auto");
  });

  test("a broken file stops every command that would read it, but the doctor, and those that have no use for it", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "them: dark\n");
    expect((await rejection(filled(["chat"], { cwd: folder }))).message).toContain("1:1 them is an unknown key");
    for (const args of [["doctor"], ["help"], ["sessions", "list"], ["completion", "bash"]])
      await filled(args, { cwd: folder });
  });

  test("a command without a model goes on where a mistake touches nothing that it asks for, and says so", async () => {
    const { folder, write } = temporaryFolder();
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => told.mockRestore());
    const commands = [["sentiment"], ["splits", "check"], ["programs", "list"]];
    write("understudy.yaml", "persona: p.yaml\nbudgets: {soft: 7}\nroles: {judge: bigg}\nbudgte: 1\n");
    for (const args of commands) {
      expect((await filled(args, { cwd: folder })).options.persona).toBe(join(folder, "p.yaml"));
      expect(told.mock.lastCall?.[0]).toMatch(/3 problems[\s\S]*\nunderstudy: this goes on without what is wrong/);
    }
    expect((await rejection(filled(["demos"], { cwd: folder }))).message).toContain("3 problems");
    // What may be meant for the persona is no matter of chance.
    for (const text of ["persona: 7\n", "pesona: p.yaml\n", "them: dark\n", "lm: [\n", "- a\n"]) {
      write("understudy.yaml", text);
      for (const args of commands) await rejection(filled(args, { cwd: folder }));
    }
    // Where flags say all, nothing is read; metrics and spend ask for nothing that flags say.
    told.mockClear();
    for (const args of [["sentiment", "--persona", "q.yaml"], ["metrics"], ["spend"], ["log"]])
      await filled(args, { cwd: folder });
    expect(told).not.toHaveBeenCalled();
  });

  test("a link that leads nowhere is told, not passed over", async () => {
    const { folder } = temporaryFolder();
    symlinkSync("gone.yaml", join(folder, "understudy.yaml"));
    expect((await rejection(filled(["chat"], { cwd: folder }))).message).toContain("is a link to a file");
  });

  test("where the file names a program, a fault of it is the file's, and no flag's", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "lm: offline\nprogram: nope\n");
    expect((await filled(["chat"], { cwd: folder })).options.programFrom).toBe("understudy.yaml:2");
    const { options } = await filled(["chat", "--program", "other"], { cwd: folder });
    expect(options).not.toHaveProperty("programFrom");
  });

  test("a folder of that name is told, not read", async () => {
    const { folder } = temporaryFolder();
    mkdirSync(join(folder, "understudy.yaml"));
    expect((await rejection(filled(["chat"], { cwd: folder }))).message).toContain("is a folder");
  });
});
