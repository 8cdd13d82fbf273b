type KeyHelp = readonly (readonly [keys: string, what: string])[];

/** What keys do, for /help. */
export const helpKeys: KeyHelp = [
  ["Enter", "sends, or queues while a reply comes"],
  ["Ctrl+J, Alt+Enter", "a new line; so does Shift+Enter, or \\ and Enter"],
  ["Esc", "cancels the answer; what was shown stays"],
  ["↑ ↓", "earlier messages"],
  ["Ctrl+R", "searches the earlier messages"],
  ["Tab", "completes a command"],
  ["Ctrl+X Ctrl+E", "opens the message in your $EDITOR"],
  ["Ctrl+W, Ctrl+U, Ctrl+K", "cut a word, or the line before or behind"],
  ["Ctrl+Y, Ctrl+_", "bring back what was cut; take a change back"],
  ["Ctrl+O", "the inspector; PageUp and PageDown move in it"],
  ["Ctrl+L", "empties the screen"],
  ["Ctrl+Z", "suspends the program; fg goes on"],
  ["Ctrl+C", "cancels, or clears the input; twice quits"],
  ["Ctrl+D", "quits, where the input is empty"],
];

/** What they do in a chat in lines of text, where the terminal or readline edits. */
export const lineKeys: KeyHelp = [
  ["Enter", "sends the line"],
  ["\\ and Enter", "goes on with the next line"],
  ["Ctrl+C", "cancels the answer; twice quits"],
  ["Ctrl+D", "quits, where the line is empty"],
];
