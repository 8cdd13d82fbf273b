import type { RescoreSettings } from "../app/evaluation/open-rescore.ts";
import { closePatiently } from "./close-patiently.ts";
import { prepareReport, type ReportSettings, reportRun } from "./eval-report.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";

/** Scores the answers of an earlier run again (the newest, where none is named). Returns the exit code. */
export const rescore = async (run: string | undefined, settings: RescoreSettings & ReportSettings): Promise<number> => {
  const [{ openRescore }, { defaultConcurrency }] = await Promise.all([
    import("../app/evaluation/open-rescore.ts"),
    import("../app/runner/open-runner.ts"),
  ]);
  const stop = stopOnSignal();
  const opened = await openRescore(run, settings, {
    signal: stop.signal,
    prepare: (found) => prepareReport(settings, found),
  });
  try {
    for (const notice of [...opened.notices, ...opened.runner.takeNotices()]) tell(notice);
    const concurrency = settings.concurrency ?? defaultConcurrency;
    return await reportRun({ ...opened, home: opened.runner.config.home, concurrency }, settings, stop.signal);
  } catch (error) {
    const stopped = stop.exitCode();
    if (stopped === undefined) throw error;
    return stopped;
  } finally {
    await closePatiently({ underWay: opened.runner.underWay, close: opened.close }, stop);
    stop.release();
  }
};
