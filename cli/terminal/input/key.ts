/** One key. `text` is what it types, empty for keys that type nothing; `name` is readline's name for it. */
export type Key = { readonly name: string; readonly text: string; readonly ctrl: boolean; readonly meta: boolean };

/** `ctrl+a`, `meta+left`, `return`: how a key is named in tables. */
export const chordOf = ({ ctrl, meta, name }: Key): string => `${ctrl ? "ctrl+" : ""}${meta ? "meta+" : ""}${name}`;
