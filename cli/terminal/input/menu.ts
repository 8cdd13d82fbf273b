/** Something that can be chosen in place of what is being written. */
export type Suggestion = {
  /** What the whole input becomes. */
  readonly text: string;
  readonly label: string;
  readonly detail?: string;
  /** Where `label` is cut that does not fit: a path differs from others at its end. @default "end" */
  readonly cut?: "front" | "end";
  /** Whether the text can be sent as it is: Enter does so where this is the only one, or was chosen. @default false */
  readonly isWhole?: boolean;
};

/** What is offered below the input. */
export type Menu = {
  readonly suggestions: readonly Suggestion[];
  readonly selected: number;
  /** What the menu is about: the words searched for, or how a command is used. */
  readonly title?: string;
};

/** The menu with the next one selected, or the one before, around its ends. */
export const stepMenu = (menu: Menu, by: -1 | 1): Menu => {
  const count = Math.max(1, menu.suggestions.length);
  return { ...menu, selected: (menu.selected + by + count) % count };
};
