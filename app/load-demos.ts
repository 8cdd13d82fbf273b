import { LmError } from "../brain/core/errors.ts";
import type { DemoSelector } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { selectInLine } from "../brain/modules/select-in-line.ts";
import { chooseIndex, hnswFromRows } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { loadHnsw } from "../optimizers/load-hnsw.ts";
import { breatheIfDue } from "./breathe.ts";
import { checkExcluded } from "./check-excluded.ts";
import type { ConnectionSettings } from "./connections/connection.ts";
import type { ConnectionMeans } from "./connections/means.ts";
import { openEmbedder } from "./connections/open-embedder.ts";
import { labelOf, resolveConnection } from "./connections/resolve-connection.ts";
import { rolesOf } from "./connections/roles.ts";
import { loadConversations } from "./load-conversations.ts";
import { openChosen } from "./programs/open-chosen.ts";
import { chooseProgram, openPrograms } from "./programs/open-programs.ts";
import type { Settings } from "./settings.ts";

type Chosen = Awaited<ReturnType<typeof chooseProgram>>;

export type LoadedDemos = {
  readonly selector: DemoSelector;
  readonly program: CompiledProgram;
  /** The program that was chosen by name or is promoted; missing where it is the default. */
  readonly named?: { readonly name: string; readonly id: string };
  readonly count: number;
  /** The file of the examples. */
  readonly dataPath: string;
  readonly notices: readonly string[];
};

/** The examples, the program that is to speak from them, and its index; where an embedder fails, the next of its role takes its place. */
export const loadDemos = async (settings: Settings, means: ConnectionMeans): Promise<LoadedDemos> => {
  const { library, dataPath, folder } = openPrograms(settings, means.config);
  const { embed } = rolesOf(means.sections, { embedder: settings.embedder });
  const [chosen, examples] = await Promise.all([
    chooseProgram(settings.program, library, settings.programFrom),
    loadConversations(dataPath),
  ]);
  checkExcluded(settings.exclude, examples, dataPath);

  const openWith = async (connection: ConnectionSettings, named: Chosen) => {
    const embedder = await openEmbedder(connection, means);
    await breatheIfDue();
    const { program, notices } = await openChosen(named, examples, { embedder, folder, dataPath });
    const index = await chooseIndex({
      vectors: program.vectors,
      dimensions: program.embedder.dimensions,
      // The native module costs start-up time and is of no use to fewer rows.
      hnsw: program.rows.length >= hnswFromRows ? await loadHnsw() : undefined,
    });
    return {
      program,
      selector: demoSelector(program, { embedder, index }),
      notices: index.note === undefined ? notices : [...notices, index.note],
    };
  };

  /** A named program has vectors of its own embedder alone: with another one the examples speak as they do by default. */
  const openFrom = async (at: number, told: readonly string[]): Promise<LoadedDemos> => {
    const connection = embed[at] ?? embed[0];
    const others = embed.slice(at + 1);
    const named = at === 0 ? chosen : undefined;
    try {
      const { program, selector, notices } = await openWith(connection, named);
      const first = { lm: labelOf(connection), selector };
      const next = others.map((other) => ({
        lm: labelOf(other),
        open: async () => (await openWith(other, undefined)).selector,
      }));
      return {
        program,
        selector: selectInLine(first, next),
        ...(named && { named: { name: named.name, id: named.id } }),
        count: program.trainset.length,
        dataPath,
        notices: [...told, ...notices],
      };
    } catch (error) {
      if (!(error instanceof LmError)) throw error;
      // What costs nothing is always left; a persona that has no examples at hand could not even say goodbye.
      const isSpent = error.code === "over-budget" && connection.provider !== "offline";
      if (others.length === 0 && isSpent) {
        const { program, selector, notices } = await openWith(offline(means), undefined);
        const why = `${error.message} Until then the examples are chosen offline.`;
        return { program, selector, count: program.trainset.length, dataPath, notices: [...told, why, ...notices] };
      }
      if (others.length === 0) throw error;
      return openFrom(at + 1, [...told, `${error.message}: the next embedder is asked`]);
    }
  };
  return openFrom(0, []);
};

const offline = ({ sections }: ConnectionMeans): ConnectionSettings =>
  resolveConnection("offline", { ...sections, connections: {} }, "embed");
