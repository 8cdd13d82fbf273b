import type { Key } from "../../../../cli/terminal/input/key.ts";

export const key = (name: string, more: Partial<Key> = {}): Key => ({
  name,
  text: "",
  ctrl: false,
  meta: false,
  ...more,
});
export const ctrl = (name: string): Key => key(name, { ctrl: true });
export const alt = (name: string): Key => key(name, { meta: true });
export const typed = (text: string): Key => key(text, { text });
