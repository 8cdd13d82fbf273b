/**
 * The terminal as Ink is to see it, so that no window size makes it harm what stands above:
 * - it seems endlessly high, since Ink wipes screen and scrollback where its rows fill the window, if only for the
 *   moment of a resize;
 * - the cursor is moved down by line feeds. A terminal that gets lower may drop rows below the cursor; a move down
 *   would then end too high, and Ink erase rows of the transcript, where a line feed makes the row anew.
 */
export const steadyStdout = (stdout: NodeJS.WriteStream): NodeJS.WriteStream =>
  new Proxy(stdout, {
    get(target, name) {
      if (name === "rows") return Number.MAX_SAFE_INTEGER;
      if (name === "write") {
        return (data: string | Uint8Array, ...rest: never[]) =>
          target.write(typeof data === "string" ? withLineFeeds(data) : data, ...rest);
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

const escapeByte = "\x1b";
/** Ink's moves down; texts of users and models hold no escape byte. */
const downward = new RegExp(`${escapeByte}\\[(\\d+)B`, "g");

const withLineFeeds = (data: string): string => data.replace(downward, (_, rows) => "\n".repeat(Number(rows)));
