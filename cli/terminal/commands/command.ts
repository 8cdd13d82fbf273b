import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { Tone } from "../chat-state.ts";

/** What a command may do. */
export type CommandContext = {
  /** Puts lines into the transcript; they need not be safe to print. */
  say(lines: readonly string[], tone?: Tone): void;
  /** Events of a turn by its number, of the last one without; `undefined` where it is not remembered. */
  turn(number?: number): readonly TurnEvent[] | undefined;
  /** Numbers of the turns that are remembered, oldest first. */
  readonly turns: readonly number[];
  reload(): Promise<string>;
  quit(): void;
  readonly commands: readonly Command[];
};

/** A line that begins with a slash. */
export type Command = {
  readonly name: string;
  readonly parameters?: string;
  readonly summary: string;
  /** @throws {InputError} with what to do */
  run(context: CommandContext, argument: string): void | Promise<void>;
};
