import { Box, Static, Text, useCursor } from "ink";
import { memo, useEffect, useLayoutEffect, useReducer, useSyncExternalStore } from "react";
import type { Bottom, BottomRow } from "./bottom-rows.ts";
import type { Block, ChatState } from "./chat-state.ts";
import { plainRow, type Row, type Run } from "./row.ts";
import { type Style, type Theme, themeOf } from "./theme.ts";
import { spinnerPace } from "./waiting-row.ts";

export type ChatViewProps = {
  readonly chat: {
    readonly state: () => ChatState;
    readonly subscribe: (listener: () => void) => () => void;
    /** Told of how many blocks, from the first one ever, have been drawn: the chat may forget them. */
    readonly printed?: (blocks: number) => void;
  };
  /** What stands below the transcript; asked for at every drawing until the chat is over. */
  readonly bottom: (state: ChatState) => Bottom;
  /** @default colours that can be read on light and dark */
  readonly theme?: Theme;
};

/** The chat on screen: the transcript scrolls away above, the rows below it are drawn again at every change. */
export const ChatView = ({ chat, bottom, theme = plainTheme }: ChatViewProps) => {
  const state = useSyncExternalStore(chat.subscribe, chat.state);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const isWaiting = state.waiting !== undefined;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(redraw, spinnerPace);
    return () => clearInterval(timer);
  }, [isWaiting]);
  const { setCursorPosition } = useCursor();

  const shown = state.isOver ? undefined : bottom(state);
  // Ink hides the cursor in every frame that did not set it, so it is set by the component that any frame draws again.
  setCursorPosition(shown?.cursor);
  const { flushed, transcript } = state;
  // What Static is given is written before effects run: it may be forgotten now, and nothing else.
  useLayoutEffect(() => chat.printed?.(flushed + transcript.length), [chat, flushed, transcript]);
  return (
    <>
      <Transcript key={flushed} blocks={transcript} theme={theme} />
      <Box flexDirection="column">{shown?.rows.map((row, at) => drawBottomRow(row, at, theme))}</Box>
    </>
  );
};

/**
 * Memoised: a Static that is drawn again with each frame defeats Ink's limit on frames (10 times the bytes written). It
 * prints what is behind the place it has come to, so one that was given other blocks must be a new one: that is its key.
 */
const Transcript = memo(({ blocks, theme }: { blocks: readonly Block[]; theme: Theme }) => (
  // Ink does not change the array, though its type would let it; copies would cost more with each message.
  <Static items={blocks as Block[]}>
    {({ key, tone, rows }) => (
      <Text key={key} {...theme[tone]}>
        {rows.every((row) => plainRow(row) === "")
          ? " "
          : rows.map((row, at) => [at === 0 ? "" : "\n", drawRow(row, theme)])}
      </Text>
    )}
  </Static>
));

const drawBottomRow = ({ kind, row }: BottomRow, at: number, theme: Theme) => (
  // A row has no identity beyond its place. What is open of a reply looks as it will when it is finished.
  <Text key={at} wrap="truncate" {...(kind === "reply" ? theme.reply : {})}>
    {plainRow(row) === "" ? " " : drawRow(row, theme)}
  </Text>
);

const drawRow = (row: Row, theme: Theme) =>
  typeof row === "string" ? row : row.map((run, at) => drawRun(run, at, theme));

const drawRun = ({ text, looks }: Run, at: number, theme: Theme) =>
  looks === undefined ? (
    text
  ) : (
    // Neither has a run.
    <Text key={at} {...Object.assign({}, ...looks.map((look): Style => theme[look]))}>
      {text}
    </Text>
  );

const plainTheme = themeOf("auto", {});
