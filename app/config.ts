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
  /** Reads OpenTelemetry's variables; `undefined` where none names a collector. */
  readonly telemetry: ((variable: string) => string | undefined) | undefined;
  /** The key that a variable holds; `undefined` where it is not set. @throws {InputError} no key can be so */
  keyOf(variable: string): string | undefined;
};

/** What is checked before anything is done. */
const always = ["togetherApiKey", "openaiApiKey", "home", "debug"] as const;
const addresses = ["togetherBaseUrl", "openaiBaseUrl", "ollamaHost"] as const;

const collectors = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
];

type Environment = Readonly<Record<string, string | undefined>>;
type Place = { readonly env?: Environment; readonly cwd?: string };

/**
 * The settings of this run, from the environment and from `.env` in `cwd`, which never overrides a variable that is
 * set. Changes neither `env` nor process.env.
 * @throws {InputError} names the variable that cannot be used; its value is never told, since it may be a key.
 */
export const loadConfig = (place: Place = {}): Config => {
  const config = openConfig(place);
  for (const key of always) void config[key];
  return config;
};

/**
 * The same, but each variable is checked only where it is read, and throws there: for who shows what is wrong with them.
 * @throws {InputError} `.env` cannot be read
 */
export const openConfig = ({ env = process.env, cwd = process.cwd() }: Place = {}): Config => {
  const variable = openVariables({ env, cwd });
  const read = (name: string) => variable(name)?.value;
  return {
    get togetherApiKey() {
      return apiKey("TOGETHER_API_KEY", read);
    },
    get togetherBaseUrl() {
      return baseUrl("TOGETHER_BASE_URL", read);
    },
    get openaiApiKey() {
      return apiKey("OPENAI_API_KEY", read);
    },
    get openaiBaseUrl() {
      return baseUrl("OPENAI_BASE_URL", read);
    },
    get ollamaHost() {
      return ollamaAddress("OLLAMA_HOST", read("OLLAMA_HOST"));
    },
    get home() {
      return homeFolder(read("UNDERSTUDY_HOME"), cwd);
    },
    get debug() {
      return isOn(read("DEBUG"));
    },
    get telemetry() {
      const isNamed = collectors.some((name) => read(name) !== undefined);
      return isNamed ? read : undefined;
    },
    keyOf: (name) => apiKey(name, read),
  };
};

/** A variable that is set, and whether the environment or `.env` set it. */
export type Variable = { readonly value: string; readonly from: "environment" | ".env" };

/**
 * Looks variables up in the environment and in `.env` of `cwd`, which never overrides one that is set; `undefined` where
 * one is not set, or empty.
 * @throws {InputError} `.env` cannot be read
 */
export const openVariables = ({ env = process.env, cwd = process.cwd() }: Place = {}) => {
  const file = readDotenv(resolve(cwd, ".env"));
  return (name: string): Variable | undefined => {
    // An empty variable counts as unset, so that `TOGETHER_API_KEY= npm start` and an unfilled .env behave alike.
    const value = (env[name] ?? file[name])?.trim();
    return value ? { value, from: env[name] === undefined ? ".env" : "environment" } : undefined;
  };
};

/** Whether a variable that is a switch is on: with any value but 0, false, no and off. */
export const isOn = (value: string | undefined): boolean => value !== undefined && !/^(0|false|no|off)$/i.test(value);

/** A path as a person wrote it in a file of settings: taken from `folder`, `~` for the user's own. */
export const pathFrom = (folder: string, value: string): string =>
  // A shell expands ~ itself; a file leaves it to us.
  value === "~" || value.startsWith("~/") ? resolve(homedir(), value.slice(2)) : resolve(folder, value);

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
  return pathFrom(cwd, value);
};

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
