import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, Option } from "commander";
import type { ConfigFile } from "../../app/config-file.ts";
import { InputError } from "../../brain/core/errors.ts";

/** The variables that stand for an option of chat, and the option each stands for. */
const variables = { screenReader: "UNDERSTUDY_SCREEN_READER", theme: "UNDERSTUDY_THEME" } as const;

/** Settings that belong to another one: where a flag changes that, the file's value of this one fits no more. */
const belongsTo: Readonly<Record<string, readonly string[]>> = {
  data: ["persona"],
  program: ["persona", "data"],
  price: ["lm"],
};

/** Settings that a kept conversation has of its own. */
const ofSession: ReadonlySet<string> = new Set(["persona", "data", "program"]);

/**
 * Fills the options that no flag gave: from the environment and `.env`, then from understudy.yaml of the working folder.
 * Each keeps where it came from as its source: `environment NAME`, `.env`, `understudy.yaml:7`.
 * @throws {InputError} of the file or a variable; nothing is read where the command takes none of them
 */
export const fillOptions = async (command: Command, { cwd = process.cwd(), env }: Place = {}): Promise<void> => {
  await fillFromVariables(command, { cwd, ...(env && { env }) });
  await fillFromFile(command, resolve(cwd, "understudy.yaml"));
};

type Place = { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>> };

const fillFromVariables = async (command: Command, place: Place): Promise<void> => {
  const open = Object.entries(variables).filter(([name]) => isOpen(command, name));
  if (open.length === 0) return;
  const { isOn, openVariables } = await import("../../app/config.ts");
  const variable = openVariables(place);
  for (const [name, key] of open) {
    const set = variable(key);
    if (set === undefined) continue;
    const choices = command.options.find((option) => option.attributeName() === name)?.argChoices;
    if (choices !== undefined && !choices.includes(set.value)) {
      // It shows what is wrong with each variable.
      if (command.name() === "config") continue;
      const expected = `one of ${choices.join(", ")}`;
      // Never the value: somebody may have put a key into the wrong variable.
      throw new InputError({ what: "holds something else than a choice", where: key, expected });
    }
    const value = choices === undefined ? isOn(set.value) : set.value;
    command.setOptionValueWithSource(name, value, set.from === ".env" ? ".env" : `environment ${key}`);
  }
};

const fillFromFile = async (command: Command, path: string): Promise<void> => {
  // Its `--persona` is a name, and says whose figures are asked for: nothing of the file is meant by it.
  if (command.name() === "metrics") return;
  if (!command.options.some((option) => places.has(option.attributeName()) || isConnected(option))) return;
  // Its reader is loaded only where there is one.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  const file = await readSettings(command, path);
  const takesResume = command.options.some((option) => option.attributeName() === "resume");
  for (const { name, value, line } of file?.settings ?? []) {
    if (!isOpen(command, name) || !isMeantFor(command, name)) continue;
    if (isGivenUp(command, name)) continue;
    const option = command.options.find((known) => known.attributeName() === name);
    const source = `understudy.yaml:${line}`;
    command.setOptionValueWithSource(name, option?.variadic ? [value] : value, source);
    // The chat says why a model speaks.
    if (name === "lm") command.setOptionValue("lmFrom", source);
    if (name === "program") command.setOptionValue("programFrom", source);
    // A conversation that is gone on with has its own persona: only a flag is a word against it.
    if (takesResume && ofSession.has(name))
      command.setOptionValue("fromFile", [...(command.getOptionValue("fromFile") ?? []), name]);
  }
};

/** What the file says of where persona and examples lie: all of it that a command without a model asks for. */
const places: ReadonlySet<string> = new Set(["persona", "data", "program"]);

const isConnected = (option: Option): boolean => ["lm", "embedder"].includes(option.attributeName());

/**
 * A command that opens a connection needs the whole file. Another one goes on where a mistake touches nothing that it asks
 * for, and tells of it.
 */
const readSettings = async (command: Command, path: string): Promise<ConfigFile | undefined> => {
  const { loadConfigFile, readConfigFile } = await import("../../app/config-file.ts");
  // The doctor tells of it among all that was found.
  if (command.name() === "doctor") return loadConfigFile(path).catch(unlessInput);
  if (command.options.some(isConnected)) return loadConfigFile(path);
  const wanted = [...places].filter((name) => isOpen(command, name) && !isGivenUp(command, name));
  if (wanted.length === 0) return undefined;
  const { file, fault } = await readConfigFile(path);
  if (fault?.concerns(wanted)) throw fault.error;
  if (fault !== undefined) {
    const { tellFaulty } = await import("../tell.ts");
    tellFaulty("what is wrong there, which it does not need")(fault.error);
  }
  return file;
};

const unlessInput = (error: unknown): undefined => {
  if (!(error instanceof InputError)) throw error;
};

/** Whether a flag changes what the file's value of this one belongs to. */
const isGivenUp = (command: Command, name: string): boolean =>
  belongsTo[name]?.some((other) => command.getOptionValueSource(other) === "cli") === true;

/** Whether the command takes an option that nobody gave. */
const isOpen = (command: Command, name: string): boolean =>
  command.options.some((option) => option.attributeName() === name) &&
  [undefined, "default"].includes(command.getOptionValueSource(name));

const isMeantFor = (command: Command, name: string): boolean => {
  // It stands below `chat`, and is no word on what may be spent elsewhere.
  if (name === "price") return ["chat", "config"].includes(command.name());
  if (name !== "lm") return true;
  // The local rules decide alone until a flag says otherwise.
  if (command.parent?.name() === "guard") return false;
  // No model is opened where none will be asked.
  const asksJudge = [command.getOptionValue("metric")].flat().some((metric) => String(metric).startsWith("rubric:"));
  return command.name() !== "rescore" || asksJudge;
};
