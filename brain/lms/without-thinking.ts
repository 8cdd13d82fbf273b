import type { ChatPart } from "../core/ports.ts";

/** A part as a server sends it: beside text and usage, a sign that the model is reasoning, or that the reply is whole. */
export type WirePart =
  | ChatPart
  | { readonly type: "thinking"; readonly text: string }
  /** `why` as far as it matters: the reply came to its longest, or the provider's own filter stopped it. */
  | { readonly type: "end"; readonly why?: "length" | "filter" };

const opener = /^<think(?:ing)?>/i;
const closer = /<\/think(?:ing)?>\s*/i;
/** `</thinking>` without its last character: what may be the beginning of a closer at the end of a piece. */
const heldBack = 10;

/**
 * The parts with `<think>…</think>` blocks at the reply's start (qwen3, deepseek-r1 and others behind servers that do
 * not parse them) turned into `thinking` parts, however the text is cut. A block that never closes is all thinking.
 */
export async function* withoutThinking(parts: AsyncIterable<WirePart>): AsyncGenerator<WirePart> {
  let state: "opening" | "thinking" | "closed" | "speaking" = "opening";
  let held = "";
  for await (const part of parts) {
    if (part.type !== "text" || state === "speaking") {
      yield part;
      continue;
    }
    held += part.text;
    for (let moved = true; moved && state !== "speaking"; ) {
      moved = false;
      if (state === "thinking") {
        const close = closer.exec(held);
        if (close === null) {
          if (held.length > heldBack) yield { type: "thinking", text: held.slice(0, -heldBack) };
          held = held.slice(-heldBack);
        } else {
          yield { type: "thinking", text: held.slice(0, close.index) };
          held = held.slice(close.index + close[0].length);
          state = "closed";
          moved = true;
        }
      } else {
        // Blanks before a block, and those after it, belong to the model's template.
        const start = held.trimStart();
        if (opener.test(start)) {
          held = start.replace(opener, "");
          state = "thinking";
          moved = true;
        } else if (!mayOpen(start)) {
          if (state === "closed") held = start;
          state = "speaking";
        }
      }
    }
    if (state === "speaking" && held !== "") {
      yield { type: "text", text: held };
      held = "";
    }
  }
  const rest = state === "closed" ? held.trimStart() : held;
  if (rest !== "") yield { type: state === "thinking" ? "thinking" : "text", text: rest };
}

const mayOpen = (start: string): boolean => "<thinking>".startsWith(start.toLowerCase());
