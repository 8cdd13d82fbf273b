import { ProgramError } from "../brain/core/errors.ts";
import type { Example } from "../brain/core/example.ts";
import type { DemoIndex, DemoSelector, Embedder, Neighbour } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { conversationVectors } from "./conversation-vectors.ts";
import { readSettings } from "./knn-settings.ts";
import { conversationTexts } from "./query-text.ts";

/** What a wanted tag adds to the cosine (0–1), so that a mood misread costs little; measured in docs/log.md. */
const tagBonus = 0.2;

export type DemoSelectorInput = {
  /** The embedder that compiled the program. */
  readonly embedder: Embedder;
  /** Over the program's vectors. */
  readonly index: DemoIndex;
};

/**
 * Chooses the examples of a compiled program that are nearest to a conversation: one call of the embedder, nearest first,
 * the same for the same program and conversation on every machine. A reply is shown once, however many examples give it.
 * @throws {ProgramError} mismatched: the program was compiled by another optimizer, or lacks its trainset; while selecting,
 * by another embedder
 * @throws {LmError} while selecting, of the embedder
 */
export const demoSelector = (program: CompiledProgram, { embedder, index }: DemoSelectorInput): DemoSelector => {
  const { trainset } = program;
  const settings = readSettings(program.settings);
  if (settings === undefined)
    throw mismatched(`it was compiled by ${program.optimizer}, not for a search by similarity`);
  if (trainset.length !== program.rows.length) {
    throw mismatched(`it has ${program.rows.length} rows, but ${trainset.length} examples were joined to it`);
  }
  const replyOf = numberReplies(trainset);
  const knownTags = new Set(trainset.flatMap(({ tags }) => tags));
  const usualRepeats = Math.ceil(trainset.length / Math.max(1, new Set(replyOf).size));

  /** The nearest `k` of different replies. Asks the index again only where repeated ones used up what it gave. */
  const nearest = (query: Float32Array, k: number, accept: (row: number) => boolean): readonly Neighbour[] => {
    for (let wanted = k * usualRepeats; ; wanted *= 4) {
      const found = index.search(query, wanted, accept);
      const replies = new Set<number | undefined>();
      const unlike = found.filter(({ row }) => replies.size < replies.add(replyOf[row]).size);
      if (unlike.length >= k || found.length < wanted) return unlike.slice(0, k);
    }
  };

  return {
    async select({ messages, k, tags = [], exclude = new Set(), signal }) {
      if (k <= 0 || trainset.length === 0) return [];
      const query = await conversationVectors([conversationTexts(messages, settings.historyMessages)], embedder, {
        lastWeight: settings.lastWeight,
        ...(signal === undefined ? {} : { signal }),
      });
      if (query.length !== program.embedder.dimensions) {
        throw mismatched(`its vectors have ${program.embedder.dimensions} dimensions, the embedder's ${query.length}`);
      }
      const rowAllowed = allowedRows(trainset, exclude);
      const isTagged = (row: number) => trainset[row]?.tags.some((tag) => tags.includes(tag)) ?? false;
      // A second look-up only where there is something to prefer.
      const someTagged = tags.some((tag) => knownTags.has(tag));
      const untagged = nearest(query, k, (row) => rowAllowed(row) && !(someTagged && isTagged(row)));
      const tagged = someTagged ? nearest(query, k, (row) => isTagged(row) && rowAllowed(row)) : [];
      // The bonus is for choosing alone; what is told is the cosine.
      const worth = ({ row, similarity }: Neighbour) => similarity + (isTagged(row) ? tagBonus : 0);
      const chosen = [...tagged, ...untagged].toSorted((a, b) => worth(b) - worth(a) || a.row - b.row);
      const shown = new Set<number | undefined>();
      const unlike = chosen.filter(({ row }) => shown.size < shown.add(replyOf[row]).size).slice(0, k);
      return unlike.toSorted(nearestFirst).flatMap(({ row, similarity }) => {
        const example = trainset[row];
        return example === undefined ? [] : [{ ...example, similarity }];
      });
    },
  };
};

/** A number for each row: the same one where the same is replied. */
const numberReplies = (trainset: readonly Example[]): readonly number[] => {
  const numbers = new Map<string, number>();
  return trainset.map(({ reply }) => {
    const text = reply.trim();
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
};

const allowedRows =
  (trainset: readonly Example[], exclude: ReadonlySet<string>) =>
  (row: number): boolean => {
    if (exclude.size === 0) return true;
    const example = trainset[row];
    return example !== undefined && !exclude.has(example.id) && !exclude.has(example.conversation);
  };

const nearestFirst = (a: Neighbour, b: Neighbour): number => b.similarity - a.similarity || a.row - b.row;

const mismatched = (why: string): ProgramError =>
  new ProgramError(
    "mismatched",
    `The compiled program cannot be used: ${why}. Compile it anew (/reload, or start again).`,
  );
