import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
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
  if (!command.options.some((option) => ["persona", "data", "embedder"].includes(option.attributeName()))) return;
  // Its reader is loaded only where there is one.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  const { configFileName, loadConfigFile } = await import("../../app/config-file.ts");
  const file = await loadConfigFile(path).catch((error: unknown) => {
    // The doctor tells of it among all that was found.
    if (command.name() === "doctor" && error instanceof InputError) return undefined;
    throw error;
  });
  const takesResume = command.options.some((option) => option.attributeName() === "resume");
  for (const { name, value, line } of file?.settings ?? []) {
    if (!isOpen(command, name) || !isMeantFor(command, name)) continue;
    if (belongsTo[name]?.some((other) => command.getOptionValueSource(other) === "cli")) continue;
    const option = command.options.find((known) => known.attributeName() === name);
    const source = `${configFileName}:${line}`;
    command.setOptionValueWithSource(name, option?.variadic ? [value] : value, source);
    // The chat says why a model speaks.
    if (name === "lm") command.setOptionValue("lmFrom", source);
    if (name === "program") command.setOptionValue("programFrom", source);
    // A conversation that is gone on with has its own persona: only a flag is a word against it.
    if (takesResume && ofSession.has(name))
      command.setOptionValue("fromFile", [...(command.getOptionValue("fromFile") ?? []), name]);
  }
};

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
