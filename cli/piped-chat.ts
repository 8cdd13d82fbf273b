import { once } from "node:events";
import { constants } from "node:os";
import type { Chat } from "../app/chat/chat.ts";
import type { ChatSettings } from "../app/settings.ts";
import type { TurnEvent } from "../brain/core/turn.ts";
import { readLines } from "./read-lines.ts";
import { tell } from "./tell.ts";
import { type BudgetNotes, createBudgetNotes } from "./terminal/budget-notes.ts";
import { displayLine } from "./terminal/display-text.ts";
import { hardBudget, hardNotice, softNotice } from "./terminal/inspector/budget-words.ts";
import { cutInWords } from "./terminal/inspector/cut-words.ts";
import { tooLong } from "./terminal/inspector/describe-event.ts";
import { allOf } from "./terminal/inspector/turn-events.ts";

export type PipeOptions = { readonly json?: boolean };

/**
 * Each line of stdin is a message, each reply one line on stdout, and nothing else is. Returns 0, or 1 where a message
 * got no reply: that is told on stderr, and the run goes on.
 */
export const pipedChat = (options: ChatSettings & PipeOptions): Promise<number> =>
  withChat(options, async (chat, turns) => {
    let failed = false;
    for await (const { number, text, problem } of readLines(process.stdin)) {
      if (turns.signal.aborted) break;
      if (problem !== undefined) {
        tell(`line ${number} is ${problem}`);
        failed = true;
      } else if (text.trim() !== "" && !(await deliver(chat, text, options, turns, `line ${number}: `))) {
        failed = true;
      }
    }
    return failed ? 1 : 0;
  });

/** What all turns of a run share. */
export type Turns = { readonly signal: AbortSignal; readonly budgets: BudgetNotes };

/** Opens the chat for `work` and closes what it holds open. A signal cancels the turn, whose record is still written, and gives 128 and its number. */
export const withChat = async (
  options: ChatSettings & PipeOptions,
  work: (chat: Chat, turns: Turns) => Promise<number>,
): Promise<number> => {
  const { openChat } = await import("../app/compose.ts");
  const chat = await openChat(options);
  const stop = new AbortController();
  let code: number | undefined;
  const end = (signal: NodeJS.Signals) => {
    code = 128 + constants.signals[signal];
    stop.abort();
    process.stdin.destroy();
  };
  for (const signal of endingSignals) process.once(signal, end);
  try {
    tellNotices(chat);
    const worked = await work(chat, {
      signal: stop.signal,
      budgets: createBudgetNotes(() => chat.conversation().id),
    });
    return code ?? worked;
  } catch (error) {
    // A stdin that was closed under its reader.
    if (code !== undefined) return code;
    throw error;
  } finally {
    for (const signal of endingSignals) process.off(signal, end);
    await chat.close();
    tellNotices(chat);
  }
};

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One turn: prints its reply (or, with `--json`, its events) on stdout and a fault on stderr. `show` makes the reply safe to print. False where no reply came. */
export const deliver = async (
  chat: Chat,
  message: string,
  { json = false, show = displayLine }: PipeOptions & { readonly show?: (text: string) => string },
  { signal, budgets }: Turns,
  where = "",
): Promise<boolean> => {
  let replied = false;
  const spent: TurnEvent[] = [];
  for await (const event of chat.send(message, { signal })) {
    if (json) await print(JSON.stringify(event));
    if (event.type === "turn" && event.cutFrom !== undefined) {
      tell(`${where}${tooLong(event)}`);
    } else if (event.type === "budget") {
      spent.push(event);
    } else if (event.type === "reply") {
      replied = true;
      if (!json) await print(show(event.text));
      if (event.ended === "cut-by-connection") tell(`${where}the reply is cut short: ${cutInWords(event)}`);
      tellBudgets(spent, event.by === "goodbye", budgets, where);
    } else if (event.type === "error") {
      tellBudgets(spent, false, budgets, where);
      tell(`${where}${event.message}`);
    }
  }
  tellNotices(chat);
  return replied;
};

/** Of the budget that ended the talk, or of those that are nearly used up: each once. */
const tellBudgets = (events: readonly TurnEvent[], isGoodbye: boolean, budgets: BudgetNotes, where: string): void => {
  const ended = isGoodbye ? hardBudget(events) : undefined;
  if (isGoodbye && (ended === undefined || budgets.isNew(ended))) tell(`${where}${hardNotice(ended)}`);
  for (const event of allOf(events, "budget")) {
    if (event.level === "soft" && budgets.isNew(event)) tell(`${where}${softNotice(event)}`);
  }
};

const tellNotices = (chat: Chat): void => {
  for (const notice of chat.takeNotices()) tell(notice);
};

const print = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
};
