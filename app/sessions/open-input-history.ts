import { join } from "node:path";
import type { InputHistory } from "../../brain/core/session-ports.ts";
import { inputHistory } from "../../store/input-history.ts";
import { loadConfig } from "../config.ts";

/** Messages that were sent in this terminal before, in whatever session. @throws {InputError} of the environment */
export const openInputHistory = (): InputHistory => inputHistory({ path: join(loadConfig().home, "history.jsonl") });
