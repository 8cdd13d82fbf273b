import { page } from "./lay-out.ts";

export const sessionsTopic = (): readonly string[] =>
  page("Sessions: conversations that are kept", [
    "What is said in the chat is written down as it happens, in sessions/ under .understudy (UNDERSTUDY_HOME moves it), readable by you alone: after a crash all is there but the line you were writing. With piped input and in one-shots nothing is kept, unless --resume goes on with something.",
    [
      ["understudy --resume", "goes on with the last conversation"],
      ["understudy --resume ID", "with this one; the beginning of its id will do"],
      ["understudy sessions", "lists them, the newest first; --json for scripts"],
      ["understudy sessions export ID", "prints one as md, json or jsonl, or writes it to a file"],
      ["understudy sessions delete ID", "deletes one for good; --yes where nobody can be asked"],
    ],
    "In the chat: /sessions, /resume, /rename, /export, /end. The persona knows how long ago you last wrote.",
    "The words of some messages are kept nowhere: see understudy help privacy.",
  ]);
