/** The commands by what they are for, in the order in which /help lists them. */
export const helpGroups: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: "about a reply", names: ["why", "prompt", "inspect", "copy"] },
  { title: "changing the conversation", names: ["retry", "swipe", "edit", "undo", "redo"] },
  { title: "rating and keeping", names: ["good", "bad", "keep"] },
  { title: "sessions", names: ["sessions", "resume", "rename", "export", "end"] },
  { title: "persona and model", names: ["persona", "model", "mood", "now", "reload"] },
  { title: "the rest", names: ["info", "stats", "clear", "help", "quit"] },
];
