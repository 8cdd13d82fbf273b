import type { ExportFormat } from "../app/sessions/export-session.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";

/** Prints a kept conversation, or writes it to a file. Returns the exit code. */
export const exportKept = async (wanted: string, format: ExportFormat, path: string | undefined): Promise<number> => {
  const [{ openSessions }, { findSession }, { exportSession }] = await Promise.all([
    import("../app/sessions/open-sessions.ts"),
    import("../app/sessions/find-session.ts"),
    import("../app/sessions/export-session.ts"),
  ]);
  const store = openSessions();
  const { id, title } = await findSession(wanted, store, "sessions export");
  const conversation = await store.load(id);
  const text = exportSession(conversation, format, { personaName: conversation.persona });
  if (path === undefined || path === "-") {
    await print(text.endsWith("\n") ? text : `${text}\n`);
    return 0;
  }
  const at = new Date().toISOString();
  const { writeExport } = await import("../app/sessions/write-export.ts");
  const written = await writeExport(text, { path, title, format, cwd: process.cwd(), at });
  tell(`written to ${written}`);
  return 0;
};
