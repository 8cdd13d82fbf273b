import { ProgramError } from "../brain/core/errors.ts";
import type { Demo, Example } from "../brain/core/example.ts";
import type { DemoIndex, DemoQuery, DemoSelector, Embedder } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { chooseNearest, type Worthy } from "./choose-nearest.ts";
import { chooseRandom } from "./choose-random.ts";
import { conversationVectors } from "./conversation-vectors.ts";
import { type DemoSettings, readSettings } from "./demo-settings.ts";
import { extendProgram } from "./extend-program.ts";
import { conversationTexts } from "./query-text.ts";
import { type SelectableRows, selectableRows } from "./selectable-rows.ts";

export type DemoSelectorInput = {
  /** The embedder that compiled the program. */
  readonly embedder: Embedder;
  /** Over the program's vectors. */
  readonly index: DemoIndex;
};

export type GrowingSelector = DemoSelector & {
  /**
   * Takes examples in, which may be chosen from then on, and gives the program that holds them too, to be saved.
   * @throws {InputError} an id that is there already @throws {LmError} of the embedder
   */
  add(examples: readonly Example[], options?: { readonly signal?: AbortSignal }): Promise<CompiledProgram>;
};

/**
 * Chooses demos of a compiled program for a conversation, as the program's settings say: the pinned ones first, then those
 * chosen for it. At most one call of the embedder, for `nearest`; none for the others, whose `similarity` is 0. The same
 * for the same program and conversation on every machine. A reply is shown once, however many examples give it.
 * @throws {ProgramError} mismatched: the program's settings are not such, or it lacks its trainset; while selecting, it was
 * compiled by another embedder
 * @throws {LmError} while selecting, of the embedder
 */
export const demoSelector = (compiled: CompiledProgram, { embedder, index }: DemoSelectorInput): GrowingSelector => {
  const settings = settingsOf(compiled);
  const rows = selectableRows(compiled, settings);
  const pinned = pinnedRows(compiled, rows);
  let program = compiled;
  let adding: Promise<unknown> = Promise.resolve();

  const embed = async ({ messages, k: _, tags: __, exclude: ___, ...call }: DemoQuery) => {
    const query = await conversationVectors([conversationTexts(messages, settings.historyMessages)], embedder, {
      ...call,
      lastWeight: settings.lastWeight,
    });
    if (query.length === program.embedder.dimensions) return query;
    throw mismatched(`its vectors have ${program.embedder.dimensions} dimensions, the embedder's ${query.length}`);
  };

  return {
    async select(query) {
      const { k, tags = [], exclude = new Set<string>() } = query;
      if (k <= 0 || program.trainset.length === 0 || settings.choice === "none") return [];
      const vector = settings.choice === "nearest" ? await embed(query) : undefined;
      // From here on nothing is waited for: what is added meanwhile cannot be half there.
      const { trainset } = program;
      const allowed = rows.allowed(exclude);
      const standing = unlike(
        pinned.filter(({ row }) => allowed(row)),
        settings.choice === "fixed" ? k : Math.min(settings.pinned, k),
      );
      const shown = new Set(standing.map(({ row }) => row));
      const replies = new Set(standing.map(({ reply }) => reply));
      const isOther = (row: number) => allowed(row) && !shown.has(row) && !replies.has(rows.replyOf(row));
      const choosing = {
        ...{ k: k - standing.length, tags, rows, settings },
        accept: shown.size === 0 ? allowed : isOther,
      };
      const chosen =
        choosing.k <= 0 || settings.choice === "fixed"
          ? []
          : vector === undefined
            ? chooseRandom({ ...choosing, messages: query.messages })
            : chooseNearest({ ...choosing, query: vector, index, shown: [...shown] });
      return [
        ...standing.flatMap(({ row, made }) =>
          demoOf(trainset[row], vector === undefined ? 0 : rows.similarity(row, vector), made),
        ),
        ...inOrder(chosen, settings).flatMap(({ row, similarity }) => demoOf(trainset[row], similarity)),
      ];
    },
    add(examples, { signal } = {}) {
      // One after another: each addition goes on from the one before.
      const added = adding.then(async () => {
        program = await extendProgram(program, examples, { embedder, index, signal });
        rows.take(program);
        return program;
      });
      adding = added.catch(() => {});
      return added;
    },
  };
};

const settingsOf = ({ settings: saved, optimizer, trainset, rows }: CompiledProgram): DemoSettings => {
  const settings = readSettings(saved);
  if (settings === undefined) throw mismatched(`its settings, made by ${optimizer}, do not say how to choose`);
  if (trainset.length === rows.length) return settings;
  throw mismatched(`it has ${rows.length} rows, but ${trainset.length} examples were joined to it`);
};

type PinnedRow = { readonly row: number; readonly reply: number; readonly made: string | undefined };

const pinnedRows = ({ pinned, rows }: CompiledProgram, { numberOf, replyOf }: SelectableRows): readonly PinnedRow[] => {
  if (pinned.length === 0) return [];
  const rowOf = new Map(rows.map(({ id }, row) => [id, row]));
  return pinned.map(({ id, made }) => {
    const row = rowOf.get(id);
    if (row === undefined) throw mismatched("it pins an example that it does not hold");
    return { row, reply: made === undefined ? replyOf(row) : numberOf(made.reply), made: made?.reply };
  });
};

const unlike = (pinned: readonly PinnedRow[], most: number): readonly PinnedRow[] => {
  const replies = new Set<number>();
  const rows = new Set<number>();
  return pinned
    .filter(({ row, reply }) => {
      if (replies.has(reply) || rows.has(row)) return false;
      replies.add(reply);
      rows.add(row);
      return true;
    })
    .slice(0, most);
};

/** Random demos stay as they were drawn. */
const inOrder = (chosen: readonly Worthy[], { choice, order }: DemoSettings): readonly Worthy[] => {
  if (choice !== "nearest") return chosen;
  const sorted = chosen.toSorted((a, b) => b.similarity - a.similarity || a.row - b.row);
  return order === "nearest-last" ? sorted.toReversed() : sorted;
};

const demoOf = (example: Example | undefined, similarity: number, made?: string): readonly Demo[] =>
  example === undefined ? [] : [{ ...example, ...(made !== undefined && { reply: made }), similarity }];

const mismatched = (why: string): ProgramError =>
  new ProgramError(
    "mismatched",
    `The compiled program cannot be used: ${why}. Compile it anew (/reload, or start again).`,
  );
