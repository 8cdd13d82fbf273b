import type { RunReport } from "../run-report.ts";

/** The report's data as JSON; `format` names the version of its shape. */
export const evalJson = (report: RunReport): string => `${JSON.stringify(report, undefined, 2)}\n`;
