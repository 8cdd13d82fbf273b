import type { Chat } from "../app/chat/chat.ts";
import type { ChatSettings } from "../app/settings.ts";
import { endProcess } from "./end-process.ts";
import { isPlainTerminal } from "./terminal/plain/is-plain-terminal.ts";
import type { TerminalSettings } from "./terminal/terminal-settings.ts";

/**
 * The chat in a terminal: drawn by Ink, or in lines of text alone where the terminal cannot draw or a screen reader
 * reads. Its first prompt is on screen before the brain is loaded. Ends the process, since a broken connection might
 * keep it.
 */
export const terminalChat = async (settings: ChatSettings, terminal: TerminalSettings): Promise<never> => {
  const [{ peekPersonaName }, { processEnvironment }] = await Promise.all([
    import("../app/peek-persona.ts"),
    import("../app/config.ts"),
  ]);
  const run = await runner(processEnvironment(), terminal.screenReader);
  let chat: Chat | undefined;
  const code = await run({
    greeting: { personaName: peekPersonaName(settings.persona), mode: "chat" },
    open: async () => {
      const { openChat } = await (await import("../app/load-parts.ts")).loadCompose();
      chat = await openChat({ ...settings, keepSession: true, trace: true });
      return chat;
    },
    openHistory: async () => (await import("../app/sessions/open-input-history.ts")).openInputHistory(),
    settings: terminal,
    stdin: process.stdin,
    stdout: process.stdout,
  });
  await chat?.close();
  return endProcess(code);
};

const runner = async (env: NodeJS.ProcessEnv, screenReader: boolean) => {
  if (isPlainTerminal(env, screenReader)) return (await import("./terminal/plain/run-plain-chat.ts")).runPlainChat;
  // Before Ink is loaded: it reads the environment once.
  (await import("./terminal/color-choice.ts")).applyColorChoice(env);
  return (await import("./terminal/run-terminal-chat.tsx")).runTerminalChat;
};
