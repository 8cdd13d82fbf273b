import { boundaryFrom } from "../input/boundaries.ts";

/** The beginning of texts, of about so many UTF-16 units together, and how many of them are left out. */
export const beginningOf = (
  texts: readonly string[],
  limit: number,
): { readonly begun: readonly string[]; readonly left: number } => {
  const begun: string[] = [];
  let left = 0;
  let room = limit;
  for (const text of texts) {
    const end = text.length <= room ? text.length : boundaryFrom(text, room);
    if (room > 0) begun.push(text.slice(0, end));
    left += text.length - end;
    room = Math.max(0, room - end - 1);
  }
  return { begun, left };
};

export const countLines = (text: string): number => {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
};
