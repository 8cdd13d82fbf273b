import { render } from "ink";
import { bottomRows, type DrawInspector } from "./bottom-rows.ts";
import type { ChatState } from "./chat-state.ts";
import { ChatView, type ChatViewProps } from "./chat-view.tsx";
import { menuRows } from "./input/menu-rows.ts";
import type { Size } from "./screen/frame-writer.ts";
import type { Screen } from "./screen/open-screen.ts";
import type { Theme } from "./theme.ts";

export type DrawOptions = {
  readonly chat: ChatViewProps["chat"] & {
    /** Told of the size of the inspector's pane. */
    readonly inspects?: (pane: { readonly columns: number; readonly rows: number }) => void;
  };
  readonly size: () => Size;
  readonly now: () => number;
  readonly theme: Theme;
  readonly stdin: NodeJS.ReadStream;
  /** The terminal itself, which tells when its window changes. */
  readonly stdout: NodeJS.WriteStream;
  readonly screen: Screen;
  /** Milliseconds for which the window keeps its size before it is drawn anew. @default 50 */
  readonly settling?: number;
};

export type Drawing = {
  /** Settles when nothing is drawn any more; rejects with a fault of drawing. */
  readonly closed: Promise<unknown>;
  redraw(): void;
  /** Draws the last state and stops. */
  close(): void;
};

/** Frames a second, at most: a key is echoed at once, and text that streams in is put together before it gets here. */
const maxFps = 1000;
/**
 * While somebody drags the window, it has another size again before what was written for the last one gets there, and
 * rows of the prompt would stay behind: between two steps of dragging pass 10 to 30 ms.
 */
const settled = 50;

/** Draws the chat with Ink, anew when the window changes; the first frame is on screen on return. */
export const drawChat = ({
  chat,
  size,
  now,
  theme,
  stdin,
  stdout,
  screen,
  settling = settled,
}: DrawOptions): Drawing => {
  let inspectorRows: DrawInspector | undefined;
  const drawInspector: DrawInspector = (inspector, room) => {
    chat.inspects?.(room);
    return inspectorRows?.(inspector, room) ?? [];
  };
  const bottom = (state: ChatState) =>
    bottomRows(state, { ...size(), now: now(), menuRows, inspectorRows: inspectorRows && drawInspector });
  const view = () => <ChatView chat={chat} bottom={bottom} theme={theme} />;
  const ink = render(view(), {
    stdin,
    stdout: screen.stdout,
    stderr: screen.stderr,
    exitOnCtrlC: false,
    maxFps,
    onRender: screen.rendering,
  });
  let isOpen = true;
  const redraw = () => {
    if (isOpen) ink.rerender(view());
  };

  /** Most conversations never look into it. */
  const loadInspector = async () => {
    if (!chat.state().inspector.isOpen) return;
    stopWatching();
    ({ inspectorRows } = await import("./inspector/inspector-rows.ts"));
    redraw();
  };
  const stopWatching = chat.subscribe(() => void loadInspector());
  void loadInspector();

  // Ink's own listener, which draws, stands between these two.
  const resizing = () => {
    screen.resizing();
    redraw();
  };
  let isSettling: NodeJS.Timeout | undefined;
  const drawResized = () => {
    clearTimeout(isSettling);
    isSettling = undefined;
    // The frame that Ink has drawn by itself has no cursor. It may be a millisecond late with this one: hence twice.
    redraw();
    screen.resized();
    redraw();
  };
  const resized = () => {
    clearTimeout(isSettling);
    if (settling === 0) drawResized();
    else isSettling = setTimeout(drawResized, settling);
  };
  stdout.prependListener("resize", resizing).on("resize", resized);
  return {
    closed: ink.waitUntilExit(),
    redraw,
    close() {
      redraw();
      if (isSettling) drawResized();
      isOpen = false;
      stopWatching();
      stdout.off("resize", resizing).off("resize", resized);
      ink.unmount();
    },
  };
};
