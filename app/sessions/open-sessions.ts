import { join } from "node:path";
import type { SessionStore } from "../../brain/core/session-ports.ts";
import { sessionStore } from "../../store/session-store.ts";
import { loadConfig } from "../config.ts";

/** The conversations that were kept here, of every persona. @throws {InputError} of the environment */
export const openSessions = ({ home }: { readonly home: string } = loadConfig()): SessionStore =>
  sessionStore({ directory: sessionsFolder(home) });

/** Where their journals lie. */
export const sessionsFolder = (home: string): string => join(home, "sessions");
