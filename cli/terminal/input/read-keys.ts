import { StringDecoder } from "node:string_decoder";
import { cleanText } from "./clean-text.ts";
import { decodeKeys } from "./decode-keys.ts";
import type { Key } from "./key.ts";
import { splitInput } from "./split-input.ts";

export type { Key } from "./key.ts";
export { keysOff, keysOn } from "./key-protocol.ts";

export type KeyHandlers = { key(key: Key): void; paste(text: string): void };

export type KeyReader = {
  /** Hands on what was typed before raw mode; the terminal has made line feeds of its Enters. Call before the first prompt. */
  takeTypedAhead(): Promise<void>;
  /** Leaves the keys to another program. */
  pause(): void;
  resume(): void;
  stop(): void;
};

/** Tells keys and bracketed pastes of a terminal apart: Ink's own decoder treats a paste as typing. */
export const readKeys = (stdin: NodeJS.ReadableStream, handlers: KeyHandlers): KeyReader => {
  let isTypedAhead = true;
  const keys = decodeKeys((key) =>
    handlers.key(isTypedAhead && key.name === "enter" && !key.meta ? { ...key, name: "return" } : key),
  );
  const input = splitInput({ ...keys, paste: (text) => handlers.paste(cleanText(text)) });
  const decoder = new StringDecoder("utf8");
  const onData = (chunk: Buffer | string) => input.write(typeof chunk === "string" ? chunk : decoder.write(chunk));
  const onEnd = () => input.end();

  const resume = () => {
    stdin.off("data", onData).on("data", onData);
    stdin.resume();
  };
  const pause = () => {
    stdin.off("data", onData);
    stdin.pause();
    input.end();
  };
  stdin.on("end", onEnd);
  resume();
  return {
    async takeTypedAhead() {
      // It is read when the event loop looks at its files: surely once between two turns of it.
      for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
      isTypedAhead = false;
    },
    pause,
    resume,
    stop() {
      stdin.off("end", onEnd);
      pause();
    },
  };
};
