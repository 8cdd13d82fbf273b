import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressesOf, checkAddresses, isOn, loadConfig, openVariables, pathFrom } from "../../app/config.ts";
import { InputError } from "../../brain/core/errors.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const nowhere = "/nonexistent/folder";
const configOf = (env: Record<string, string | undefined>) => loadConfig({ env, cwd: nowhere });
/** With all addresses read, as who asks those servers does. */
const usedConfigOf = (env: Record<string, string>) => {
  const config = configOf(env);
  checkAddresses(config);
  return config;
};
const errorOf = (env: Record<string, string>): Error => {
  try {
    usedConfigOf(env);
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error("expected an InputError");
};

describe("loadConfig", () => {
  test("an empty environment gives the defaults", () => {
    expect(configOf({})).toEqual({
      keyOf: expect.any(Function),
      togetherApiKey: undefined,
      togetherBaseUrl: undefined,
      openaiApiKey: undefined,
      openaiBaseUrl: undefined,
      ollamaHost: "http://127.0.0.1:11434",
      home: join(nowhere, ".understudy"),
      debug: false,
    });
  });

  test("empty and blank variables count as unset", () => {
    const names = ["TOGETHER_API_KEY", "OPENAI_BASE_URL", "OLLAMA_HOST", "UNDERSTUDY_HOME", "DEBUG"];
    for (const blank of ["", "  "]) {
      const keyOf = expect.any(Function);
      expect(configOf(Object.fromEntries(names.map((name) => [name, blank])))).toEqual({ ...configOf({}), keyOf });
    }
  });

  test("a key is looked up by its variable's name, and checked; an empty variable holds none", () => {
    const { keyOf } = configOf({ BIG_KEY: "sk-1", ODD_KEY: "two words", NO_KEY: " " });
    expect(keyOf("BIG_KEY")).toBe("sk-1");
    expect(keyOf("NO_KEY")).toBeUndefined();
    expect(() => keyOf("ODD_KEY")).toThrow(/^ODD_KEY: holds a space(?![\s\S]*two words)/);
  });

  test(".env fills what the environment leaves open and overrides nothing", () => {
    const { folder, write } = temporaryFolder();
    write(".env", 'TOGETHER_API_KEY="from-file"\nOPENAI_API_KEY=from-file\nDEBUG=1\n');
    const env = { OPENAI_API_KEY: "from-shell", DEBUG: "" };
    const before = { ...process.env };
    expect(loadConfig({ env, cwd: folder })).toMatchObject({
      togetherApiKey: "from-file",
      openaiApiKey: "from-shell",
      debug: false, // set to nothing by the shell: switched off on purpose
    });
    expect(env).toEqual({ OPENAI_API_KEY: "from-shell", DEBUG: "" });
    expect(process.env).toEqual(before);
  });

  test("a folder named .env, as Python makes them, is passed over", () => {
    const { folder } = temporaryFolder();
    mkdirSync(join(folder, ".env"));
    expect(loadConfig({ env: {}, cwd: folder }).togetherApiKey).toBeUndefined();
  });

  test("UNDERSTUDY_HOME is taken from the working folder, and ~ from the user's", () => {
    expect(configOf({ UNDERSTUDY_HOME: "mine" }).home).toBe(join(nowhere, "mine"));
    expect(configOf({ UNDERSTUDY_HOME: "/var/mine" }).home).toBe("/var/mine");
    expect(configOf({ UNDERSTUDY_HOME: "~/mine" }).home).toBe(join(homedir(), "mine"));
  });

  test("DEBUG=0 and DEBUG=false leave it off", () => {
    expect(["1", "*", "0", "false"].map((value) => configOf({ DEBUG: value }).debug)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test.each([
    "not a url",
    "ftp://example.com",
    "http://",
    "https://user:secret@example.com",
    "http://h:99999",
    "http://h?q=1",
  ])("a base address such as %s is refused by the variable's name, without its value", (value) => {
    for (const name of ["TOGETHER_BASE_URL", "OPENAI_BASE_URL"]) {
      const { message } = errorOf({ [name]: value });
      expect(message).toContain(name);
      expect(message).not.toContain(value);
      expect(message).not.toContain("secret");
    }
  });

  test("an address that cannot be used is no hindrance to who asks nothing of that server", () => {
    const config = configOf({ TOGETHER_BASE_URL: "not a url", OLLAMA_HOST: "a b", OPENAI_BASE_URL: "http://h/v1" });
    expect(config.openaiBaseUrl).toBe("http://h/v1");
    expect(config.home).toBe(join(nowhere, ".understudy"));
    expect(() => config.togetherBaseUrl).toThrow("TOGETHER_BASE_URL");
    expect(addressesOf(config)).toEqual([null, "http://h/v1", null]);
  });

  test("a base address loses the slash at its end", () => {
    expect(configOf({ OPENAI_BASE_URL: "http://localhost:8080/v1/" }).openaiBaseUrl).toBe("http://localhost:8080/v1");
  });

  test("a key with a space, a line break or a curly quote is refused without being told", () => {
    for (const key of ["sk-se cret", "sk-sec\nret", "“sk-secret”"]) {
      const { message } = errorOf({ TOGETHER_API_KEY: key });
      expect(message).toContain("TOGETHER_API_KEY");
      expect(message).not.toContain("sk-");
    }
  });

  test("no error ever tells a variable's value", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: "binary" }), (value) => {
        const secret = value.trim();
        fc.pre(secret.length >= 8);
        for (const name of ["TOGETHER_API_KEY", "OPENAI_BASE_URL", "OLLAMA_HOST"]) {
          try {
            usedConfigOf({ [name]: value });
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            expect((error as Error).message).not.toContain(secret);
          }
        }
      }),
    );
  });
});

describe("openVariables", () => {
  test("tells whether the environment or .env set a variable; an empty one counts as not set", () => {
    const { folder, write } = temporaryFolder();
    write(".env", "A=file\nB=file\nC=file\nD=\n");
    const variable = openVariables({ env: { B: " shell ", C: "" }, cwd: folder });
    expect(["A", "B", "C", "D", "E"].map(variable)).toEqual([
      { value: "file", from: ".env" },
      { value: "shell", from: "environment" },
      undefined, // switched off by the shell on purpose
      undefined,
      undefined,
    ]);
  });

  test("a switch is off with 0, false, no and off", () => {
    expect(["1", "yes", "0", "No", "OFF", "false"].map(isOn)).toEqual([true, true, false, false, false, false]);
    expect(isOn(undefined)).toBe(false);
  });

  test("a path in a file is taken from the file's folder, ~ from the user's", () => {
    expect(pathFrom("/a", "b/c")).toBe("/a/b/c");
    expect(pathFrom("/a", "/b")).toBe("/b");
    expect(pathFrom("/a", "~/b")).toBe(join(homedir(), "b"));
  });
});

describe("OLLAMA_HOST", () => {
  test.each([
    ["localhost", "http://localhost:11434"],
    ["192.168.1.7:8080", "http://192.168.1.7:8080"],
    [":9000", "http://127.0.0.1:9000"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:9000", "http://127.0.0.1:9000"],
    ["http://0.0.0.0:9000/", "http://127.0.0.1:9000"],
    ["::1", "http://[::1]:11434"],
    ["[::]:9000", "http://[::1]:9000"],
    ["https://ollama.example.com", "https://ollama.example.com"],
    ["box.lan/ollama", "http://box.lan:11434/ollama"],
  ])("%s is read as %s", (value, expected) => {
    expect(configOf({ OLLAMA_HOST: value }).ollamaHost).toBe(expected);
  });

  test.each(["host:port:more words", "ws://localhost", "host:99999", "a b"])("%s is refused", (value) => {
    expect(errorOf({ OLLAMA_HOST: value }).message).toContain("OLLAMA_HOST");
  });
});
