import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import dotenv from "dotenv";
import { InputError } from "../brain/core/errors.ts";
import { defaultHome } from "./paths.ts";
import { ollamaAddress, serverAddress } from "./server-address.ts";

/**
 * What the environment and `.env` say, checked. An unset or empty variable is `undefined`, or its default. Addresses are
 * checked where they are read: one that cannot be used is no hindrance to who asks nothing of that server.
 */
export type Config = {
  readonly togetherApiKey: string | undefined;
  /** @throws {InputError} as do the other addresses */
  readonly togetherBaseUrl: string | undefined;
  readonly openaiApiKey: string | undefined;
  readonly openaiBaseUrl: string | undefined;
  /** An address with scheme and port, e.g. `http://127.0.0.1:11434`. */
  readonly ollamaHost: string;
  /** Absolute path of the folder that everything is written to. */
  readonly home: string;
  readonly debug: boolean;
};

const addresses = ["togetherBaseUrl", "openaiBaseUrl", "ollamaHost"] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of this run, from the environment and from `.env` in `cwd`, which never overrides a variable that is
 * set. Changes neither `env` nor process.env.
 * @throws {InputError} names the variable that cannot be used; its value is never told, since it may be a key.
 */
export const loadConfig = ({
  env = process.env,
  cwd = process.cwd(),
}: {
  env?: Environment;
  cwd?: string;
} = {}): Config => {
  const file = readDotenv(resolve(cwd, ".env"));
  // An empty variable counts as unset, so that `TOGETHER_API_KEY= npm start` and an unfilled .env behave alike.
  const read = (name: string) => (env[name] ?? file[name])?.trim() || undefined;
  return {
    togetherApiKey: apiKey("TOGETHER_API_KEY", read),
    get togetherBaseUrl() {
      return baseUrl("TOGETHER_BASE_URL", read);
    },
    openaiApiKey: apiKey("OPENAI_API_KEY", read),
    get openaiBaseUrl() {
      return baseUrl("OPENAI_BASE_URL", read);
    },
    get ollamaHost() {
      return ollamaAddress("OLLAMA_HOST", read("OLLAMA_HOST"));
    },
    home: homeFolder(read("UNDERSTUDY_HOME"), cwd),
    debug: isOn(read("DEBUG")),
  };
};

/** Where Together, OpenAI's API and Ollama are asked; `null` for what is not set, or cannot be used and so is never asked. */
export const addressesOf = (config: Config): readonly (string | null)[] =>
  addresses.map((key) => {
    try {
      return config[key] ?? null;
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  });

/** @throws {InputError} an address cannot be used */
export const checkAddresses = (config: Config): void => {
  for (const key of addresses) void config[key];
};

type Read = (name: string) => string | undefined;

const readDotenv = (path: string): Environment => {
  try {
    // parse, not config: it prints nothing and leaves process.env alone.
    return dotenv.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    // Python keeps virtual environments in folders named .env: a folder is no settings file.
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return {};
    throw new InputError(
      { what: `cannot be read (${code ?? "unknown fault"})`, where: path, fix: "make it readable, or remove it" },
      { cause },
    );
  }
};

const apiKey = (name: string, read: Read): string | undefined => {
  const key = read(name);
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new InputError({
    what: "holds a space, a line break or another character that no key has",
    where: name,
    fix: "copy the key again, without quotes or spaces around it",
  });
};

const baseUrl = (name: string, read: Read): string | undefined => {
  const value = read(name);
  return value === undefined ? undefined : serverAddress(name, value);
};

const homeFolder = (value: string | undefined, cwd: string): string => {
  if (value === undefined) return defaultHome(resolve(cwd));
  if (value.includes("\0")) throw new InputError({ what: "holds a NUL character", where: "UNDERSTUDY_HOME" });
  // A shell expands ~ itself; a .env file leaves it to us.
  return value === "~" || value.startsWith("~/") ? resolve(homedir(), value.slice(2)) : resolve(cwd, value);
};

const isOn = (value: string | undefined): boolean => value !== undefined && !/^(0|false|no|off)$/i.test(value);

/** Whether stack traces are wanted; asked where something has failed, perhaps the settings themselves. */
export const debugIsOn = (): boolean => {
  try {
    return loadConfig().debug;
  } catch {
    return isOn(process.env.DEBUG?.trim() || undefined);
  }
};

/** The environment itself, for what a library reads there and must be set beforehand (colour). */
export const processEnvironment = (): NodeJS.ProcessEnv => process.env;
