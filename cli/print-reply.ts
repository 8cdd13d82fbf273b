import type { ChatSettings } from "../app/settings.ts";
import { InputError } from "../brain/core/errors.ts";
import { deliver, type PipeOptions, withChat } from "./piped-chat.ts";
import { displayText } from "./terminal/display-text.ts";

/** Longest message that is read, in bytes: a longer one is a mistake, and is told instead of filling the memory. */
const longestMessage = 16 * 2 ** 20;

/**
 * Prints the reply to one message, as it was written, and nothing else; its events with `--json`. All of stdin is the
 * message where none is given. Returns 0, or 1 where it got no reply.
 * @throws {InputError} stdin cannot be the message
 */
export const printReply = async (given: string | true, options: ChatSettings & PipeOptions): Promise<number> => {
  const message = given === true ? await readMessage() : given;
  return withChat(options, async (chat, turns) =>
    (await deliver(chat, message, { ...options, show: displayText }, turns)) ? 0 : 1,
  );
};

const readMessage = async (): Promise<string> => {
  if (process.stdin.isTTY) {
    throw new InputError({
      what: "there is no message",
      where: "--print",
      fix: 'give one, understudy --print "…", or pipe one in',
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > longestMessage) throw unusable(`is longer than ${longestMessage / 2 ** 20} MB`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)).trim();
  } catch (cause) {
    throw unusable("is not UTF-8", cause);
  }
};

const unusable = (what: string, cause?: unknown): InputError =>
  new InputError({ what, where: "stdin", expected: "one message, as text in UTF-8" }, { cause });
