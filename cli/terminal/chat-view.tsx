import { Box, Static, Text, type TextProps, useCursor } from "ink";
import { memo, useEffect, useInsertionEffect, useReducer, useSyncExternalStore } from "react";
import { type Bottom, type BottomRow, bottomRows } from "./bottom-rows.ts";
import type { Block, Tone } from "./chat-state.ts";
import type { Chat } from "./create-chat.ts";

export type Size = { readonly columns: number; readonly rows: number };

/** Milliseconds between two pictures of the spinner. */
const spinnerPace = 100;

export type ChatViewProps = {
  readonly chat: Chat;
  readonly size: () => Size;
  readonly now: () => number;
  /** Draws the transcript alone. */
  readonly isHidden: boolean;
  /** Told of what the next frame shows below the transcript; `undefined` where that is nothing. */
  readonly onBottom: (bottom: Bottom | undefined) => void;
};

/** The chat on screen: the transcript scrolls away above, the rows below it are drawn again at every change. */
export const ChatView = ({ chat, size, now, isHidden, onBottom }: ChatViewProps) => {
  const state = useSyncExternalStore(chat.subscribe, chat.state);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const isWaiting = state.waiting !== undefined;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(redraw, spinnerPace);
    return () => clearInterval(timer);
  }, [isWaiting]);
  const { setCursorPosition } = useCursor();

  const bottom = state.isOver || isHidden ? undefined : bottomRows(state, { ...size(), now: now() });
  // Ink hides the cursor in every frame that did not set it, so it is set by the component that any frame draws again.
  setCursorPosition(bottom?.cursor);
  useInsertionEffect(() => onBottom(bottom)); // before Ink draws
  return (
    <>
      <Transcript blocks={state.transcript} />
      <Box flexDirection="column">{bottom?.rows.map(drawRow)}</Box>
    </>
  );
};

/** Memoised: a Static that is drawn again with each frame defeats Ink's limit on frames (10 times the bytes written). */
const Transcript = memo(({ blocks }: { blocks: readonly Block[] }) => (
  // Ink does not change the array, though its type would let it; copies would cost more with each message.
  <Static items={blocks as Block[]}>
    {(block) => (
      <Text key={block.key} {...looks[block.tone]}>
        {block.rows.join("\n") || " "}
      </Text>
    )}
  </Static>
));

const drawRow = ({ kind, lead, text }: BottomRow, index: number) => (
  // A row has no identity beyond its place.
  <Text key={index} wrap="truncate" dimColor={kind === "status" || kind === "waiting"}>
    {lead === "" ? null : <Text color="cyan">{lead}</Text>}
    {text === "" && lead === "" ? " " : text}
  </Text>
);

const looks: Readonly<Record<Tone, Pick<TextProps, "bold" | "color" | "dimColor">>> = {
  title: { bold: true },
  name: { bold: true, color: "magenta" },
  user: { color: "cyan" },
  reply: {},
  plain: {},
  dim: { dimColor: true },
  notice: { color: "yellow" },
  error: { color: "red" },
};
