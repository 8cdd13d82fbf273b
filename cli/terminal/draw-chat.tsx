import { render } from "ink";
import type { Bottom } from "./bottom-rows.ts";
import { ChatView, type Size } from "./chat-view.tsx";
import type { Chat } from "./create-chat.ts";
import { rebuildArea } from "./rebuild-area.ts";
import { steadyStdout } from "./steady-stdout.ts";

export type DrawOptions = {
  readonly chat: Chat;
  readonly size: () => Size;
  readonly now: () => number;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

export type Drawing = {
  /** Settles when nothing is drawn any more; rejects with a fault of drawing. */
  readonly closed: Promise<unknown>;
  /** Draws the last state and stops. */
  close(): void;
};

/** Draws the chat with Ink, and draws it anew when the window changes; the first frame is on screen on return. */
export const drawChat = ({ chat, size, now, stdin, stdout }: DrawOptions): Drawing => {
  let next: Bottom | undefined;
  let drawn: Bottom | undefined;
  const onBottom = (bottom: Bottom | undefined) => {
    next = bottom;
  };
  const onRender = () => {
    drawn = next;
  };
  const view = (isHidden = false) => (
    <ChatView chat={chat} size={size} now={now} onBottom={onBottom} isHidden={isHidden} />
  );
  // Not incremental: Ink 6.8.0 then starts one row too low where as many rows follow as there were.
  const screen = render(view(), { stdin, stdout: steadyStdout(stdout), exitOnCtrlC: false, maxFps: 60, onRender });
  // Ink draws nothing where nothing changed: one frame without the rows makes it draw them all anew. Its own listener
  // stands between these two.
  const clear = () => {
    if (drawn) stdout.write(rebuildArea(drawn));
    screen.rerender(view(true));
  };
  const redraw = () => screen.rerender(view());
  stdout.prependListener("resize", clear).on("resize", redraw);
  return {
    closed: screen.waitUntilExit(),
    close() {
      redraw();
      stdout.off("resize", clear).off("resize", redraw);
      screen.unmount();
    },
  };
};
