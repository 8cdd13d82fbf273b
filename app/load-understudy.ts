import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BrainError } from "../brain/core/errors.ts";
import type { DemoSelector, ModelConnection } from "../brain/core/ports.ts";
import type { Understudy } from "../brain/run-turn.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { breatheIfDue } from "./breathe.ts";
import type { Load, Loaded, Sources } from "./chat/loaded.ts";
import { databasePath } from "./connections/open-means.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import { rolesOf } from "./connections/roles.ts";
import { applyVariant } from "./experiments/apply-variant.ts";
import type { Assigned } from "./experiments/open-experiments.ts";
import { loadDemos } from "./load-demos.ts";
import { loadPersona } from "./load-persona.ts";
import type { Base } from "./open-base.ts";
import { defaultPersonaPath } from "./paths.ts";
import { openPrograms } from "./programs/open-programs.ts";
import { withDemoCount } from "./programs/with-demo-count.ts";
import type { Settings } from "./settings.ts";
import { openSpeakers } from "./speakers.ts";

/** Reads who is to be met, from which examples, with which models. */
export const understudyLoader = (settings: Settings, base: Base) => {
  const { means, clock, log, onTurn, notices } = base;
  /** Makes what would be made with the first message, while its author is still writing. */
  let prepare: () => Promise<void> = async () => {};

  const loadPlain: Load = async (sources) => {
    const own = settingsOf(settings, sources);
    const path = own.persona ?? defaultPersonaPath();
    const loadingDemos = loadDemos(own, means);
    // Of two faults the persona's is told: where its path is wrong, so is that of the examples beside it.
    loadingDemos.catch(() => {});
    const file = await loadPersona(path);
    const roles = rolesOf(means.sections, {
      reply: sources.lm.connections,
      embedder: own.embedder,
      fallback: file.persona.model.fallback_lm,
    });
    const speaking = { ...roles, reply: sources.lm.connections };
    const { parts, guards, notices: told } = await openSpeakers(file, speaking, means);
    const demos = await loadingDemos;
    notices.push(...demos.notices, ...told);
    prepare = async () => {
      await guards.prepareInputs();
      await breatheIfDue();
      parts.sentiment("hi");
    };
    const { persona, lm } = parts;
    const { program, named } = demos;
    return {
      understudy: {
        ...parts,
        persona: withDemoCount(persona, program),
        instructions: program.student.instructions,
        ...(named && { program: named }),
        lm: breathingLm(lm),
        ...(parts.line && { line: parts.line.map(breathingLm) }),
        ...(parts.fallbacks && { fallbacks: parts.fallbacks.map(breathingLm) }),
        demos: breathingSelector(demos.selector),
        clock,
        log,
        budgets: means.ledger,
        onTurn,
        onBug: (error) => {
          if (means.config.debug) notices.push(error instanceof Error ? `${error.stack}` : "an unknown fault");
        },
      },
      lm: nameOf(lm.identity),
      lmReason: sources.lm.reason,
      summary: `read ${persona.name} and ${plural(demos.count, "example")}${named ? `, with the program ${named.name}` : ""}`,
      personaPath: resolve(path),
      dataPath: resolve(demos.dataPath),
      examples: program.trainset,
      embedder: nameOf(program.embedder),
    };
  };

  const load: Load = async (sources) => {
    const loaded = await loadPlain(sources);
    return Object.keys(means.sections.experiments).length === 0 ? loaded : withExperiments(loaded, sources);
  };

  /** The same, each unit with what the variant that it was given does otherwise. */
  const withExperiments = async (loaded: Loaded, sources: Sources): Promise<Loaded> => {
    const { openExperiments } = await import("./experiments/open-experiments.ts");
    const { checkVariants } = await import("./experiments/check-variants.ts");
    await checkVariants(means, {
      persona: loaded.understudy.persona.name,
      library: openPrograms(settingsOf(settings, sources), means.config).library,
    });
    const experiments = openExperiments({
      sections: means.sections,
      persona: loaded.understudy.persona.name,
      database: databasePath(means.config),
      now: clock.now,
      onProblem: (problem) => notices.push(problem),
    });
    base.closeWith(experiments.close);
    const opened = new Map<string, Promise<Understudy>>();
    const told = new Set<string>();
    const open = async ({ experiment, variant, settings: change }: Assigned): Promise<Understudy> => {
      if (change.lm === undefined && change.program === undefined) return loaded.understudy;
      const where = "experiments in understudy.yaml";
      const lm = change.lm === undefined ? undefined : resolveConnection(change.lm, means.sections, where);
      const changed: Sources = {
        ...sources,
        ...(lm && { lm: { connections: [lm], reason: `as ${where} says` } }),
        ...(change.program !== undefined && {
          program: change.program,
          programFrom: `experiments.${experiment}.variants.${variant}.program in understudy.yaml`,
        }),
      };
      return (await loadPlain(changed)).understudy;
    };
    /** Whoever was given a variant that cannot be opened is answered as without the experiment. */
    const tellVariant = ({ experiment, variant }: Assigned, error: unknown): undefined => {
      const why = error instanceof BrainError ? error.message : "it could not be opened";
      const notice = `${variant} of ${experiment} is left out: ${why}`;
      if (!told.has(notice)) notices.push(notice);
      told.add(notice);
    };
    const forUnit = async (unit: string): Promise<Understudy | undefined> => {
      const assigned = await inTime(experiments.assigned(unit));
      if (assigned === undefined) return undefined;
      const { experiment, variant, settings: change } = assigned;
      const key = JSON.stringify([experiment, variant]);
      const opening = opened.get(key) ?? open(assigned);
      opened.set(key, opening);
      opening.catch(() => opened.delete(key));
      const plain = await opening.catch((error: unknown) => tellVariant(assigned, error));
      if (plain === undefined) return undefined;
      const understudy = applyVariant(plain, change);
      return {
        ...understudy,
        experiment: { experiment, variant },
        log: {
          async append(record) {
            await log.append(record);
            const { stopped } = await experiments.record(record);
            if (stopped) notices.push(`${stopped.variant} of ${stopped.experiment} was stopped: ${stopped.reason}`);
          },
        },
      };
    };
    return { ...loaded, forUnit };
  };

  return { load, prepare: () => prepare() };
};

/** Milliseconds that a turn waits to learn its variant: a database that is held elsewhere must not keep a person waiting. */
const longestLook = 500;

const inTime = async <Found>(found: Promise<Found>): Promise<Found | undefined> => {
  const waited = new AbortController();
  const late = wait(longestLook, undefined, { signal: waited.signal }).catch(() => undefined);
  try {
    return await Promise.race([found, late]);
  } finally {
    waited.abort();
  }
};

/** The settings with the persona and the examples of now. */
const settingsOf = (
  { persona: _persona, data: _data, program: _program, exclude: _exclude, ...settings }: Settings,
  { persona, data, program, programFrom, exclude }: Sources,
): Settings => ({
  ...settings,
  ...(persona !== undefined && { persona }),
  ...(data !== undefined && { data }),
  ...(program !== undefined && { program }),
  ...(programFrom !== undefined && { programFrom }),
  ...(exclude && { exclude }),
});

/** `offline`, or `provider:model`. */
const nameOf = ({ provider, model }: { readonly provider: string; readonly model: string }): string =>
  provider === "offline" ? "offline" : `${provider}:${model}`;

/** The first turn runs code that has never run: it is parted before what takes longest. */
const breathingSelector = ({ select }: DemoSelector): DemoSelector => ({
  async select(query) {
    await breatheIfDue();
    return select(query);
  },
});

const breathingLm = (lm: ModelConnection): ModelConnection => ({
  ...lm,
  async *chat(request, options) {
    await breatheIfDue();
    yield* lm.chat(request, options);
  },
});
