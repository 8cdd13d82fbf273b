import type { Chat } from "../app/chat.ts";
import type { Settings } from "../app/settings.ts";

/** The Ink chat. Its first prompt is on screen before the brain is loaded. Ends the process, since a broken connection might keep it. */
export const terminalChat = async (settings: Settings): Promise<never> => {
  const [{ peekPersonaName }, { processEnvironment }, { applyColorChoice }] = await Promise.all([
    import("../app/peek-persona.ts"),
    import("../app/config.ts"),
    import("./terminal/color-choice.ts"),
  ]);
  // Before Ink is loaded: it reads the environment once.
  applyColorChoice(processEnvironment());
  const { runTerminalChat } = await import("./terminal/run-terminal-chat.tsx");
  let chat: Chat | undefined;
  const code = await runTerminalChat({
    greeting: { personaName: peekPersonaName(settings.persona), mode: "chat" },
    open: async () => {
      const { openChat } = await import("../app/compose.ts");
      chat = await openChat({ ...settings, trace: true });
      return chat;
    },
    stdin: process.stdin,
    stdout: process.stdout,
  });
  await chat?.close();
  process.exit(code);
};
