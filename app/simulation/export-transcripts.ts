import type { Embedder, InputGuard } from "../../brain/core/ports.ts";
import type { CompletedSequence, Completion, Sequence, SequenceMessage } from "../../evals/simulate/sequence.ts";
import { loadConfig } from "../config.ts";
import { openEmbedder } from "../connections/open-embedder.ts";
import { rolesOf } from "../connections/roles.ts";
import { loadPersona } from "../load-persona.ts";
import { loadSections } from "../load-sections.ts";
import { createNetwork, type Network } from "../network.ts";
import { defaultPersonaPath } from "../paths.ts";
import { personaGuards } from "../persona-guards.ts";
import { readableMessages } from "../runner/case-session.ts";
import { isCompleted, keyOf } from "./completion-file.ts";
import { checkLines, readSequences } from "./load-transcripts.ts";

/** One row: a sequence, or one answer to it. */
export type ExportRow = {
  readonly id: string;
  readonly conversation: string;
  readonly program: string | undefined;
  readonly programId: string | undefined;
  readonly lm: string | undefined;
  /** Messages in the sequence. */
  readonly length: number;
  /** The sequence, a message a line, with who wrote it. */
  readonly context: string;
  /** What the vector is of: the answer; of a sequence without answers, its words, but for those that no model may read. */
  readonly text: string;
  /** What came next in the conversation it was cut from. */
  readonly next: string | undefined;
  readonly by: string | undefined;
  readonly ended: string | undefined;
  readonly pipeline: string | undefined;
  /** Code of the fault that stands in place of an answer. */
  readonly error: string | undefined;
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  readonly ms: number | undefined;
};

export type Exporting = {
  /** Length of the vectors; `undefined` where none are wanted. */
  readonly dimensions: number | undefined;
  /** The rows in the file's order, some at a time, however long it is. A row without text has no vector. @throws {LmError} of the embedder */
  batches(): AsyncGenerator<readonly { readonly row: ExportRow; readonly vector?: Float32Array }[]>;
  close(): Promise<void>;
};

/** Rows that are embedded, and held, at once. */
const batchSize = 64;

/** The rows of a file of sequences, completed or not, checked as a whole beforehand. @throws {InputError} */
export const openExport = async (
  path: string,
  {
    vectors,
    embedder: spec,
    persona = defaultPersonaPath(),
    signal,
  }: { vectors: boolean; embedder?: string; persona?: string; signal: AbortSignal },
): Promise<Exporting> => {
  await checkLines(path, "sequences", { uniqueIds: false });
  const latest = await latestAnswers(path);
  const network = createNetwork();
  try {
    const means = vectors ? await vectorMeans(spec, persona, network) : undefined;
    const identity = await means?.embedder.identity({ signal });
    return {
      dimensions: identity?.dimensions,
      async *batches() {
        let held: Exported[] = [];
        for await (const row of rowsOf(path, latest)) {
          held.push(row);
          if (held.length < batchSize) continue;
          yield withVectors(held, means, signal);
          held = [];
        }
        if (held.length > 0) yield withVectors(held, means, signal);
      },
      close: network.close,
    };
  } catch (error) {
    await network.close();
    throw error;
  }
};

/** A row, and the messages whose words are embedded; `undefined` where the text is an answer. */
type Exported = { readonly row: ExportRow; readonly said?: readonly SequenceMessage[] };

type VectorMeans = { readonly embedder: Embedder; readonly guards: readonly InputGuard[] };

const vectorMeans = async (spec: string | undefined, persona: string, network: Network): Promise<VectorMeans> => {
  const sections = await loadSections();
  const [connection] = rolesOf(sections, { embedder: spec }).embed;
  const [embedder, { inputs }] = await Promise.all([
    openEmbedder(connection, { config: loadConfig(), network, sections, states: new Map() }),
    loadPersona(persona).then(personaGuards),
  ]);
  return { embedder, guards: inputs };
};

/** Where an answer was asked for again, only the last one counts: by its key, how often it comes. */
const latestAnswers = async (path: string): Promise<Map<string, number>> => {
  const times = new Map<string, number>();
  for await (const one of readSequences(path)) {
    for (const completion of isCompleted(one) ? one.completions : []) {
      const key = keyOf(one.id, completion);
      times.set(key, (times.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of times) if (count === 1) times.delete(key);
  return times;
};

async function* rowsOf(path: string, repeated: Map<string, number>): AsyncGenerator<Exported> {
  for await (const one of readSequences(path)) {
    if (!isCompleted(one)) yield { row: rowOf(one, undefined), said: one.messages };
    else {
      for (const completion of one.completions) {
        const left = (repeated.get(keyOf(one.id, completion)) ?? 1) - 1;
        if (left > 0) repeated.set(keyOf(one.id, completion), left);
        else yield { row: rowOf(one, completion) };
      }
    }
  }
}

const rowOf = (one: Sequence | CompletedSequence, completion: Completion | undefined): ExportRow => ({
  id: one.id,
  conversation: one.conversation,
  program: completion?.program,
  programId: completion?.programId,
  lm: completion?.lm,
  length: one.messages.length,
  context: one.messages.map(spoken).join("\n"),
  text: completion === undefined ? one.messages.map(({ content }) => content).join("\n") : answerOf(completion),
  next: one.next?.content,
  by: completion?.by,
  ended: completion?.ended,
  pipeline: completion?.pipeline,
  error: completion?.error?.code,
  promptTokens: completion?.promptTokens,
  completionTokens: completion?.completionTokens,
  ms: completion?.ms,
});

/** What was shown before a fault is no answer. */
const answerOf = ({ error, reply }: Completion): string => (error ? "" : reply);

const spoken = ({ from_creator, content }: SequenceMessage): string =>
  `${from_creator ? "persona" : "user"}: ${content}`;

const withVectors = async (
  exported: readonly Exported[],
  means: VectorMeans | undefined,
  signal: AbortSignal,
): Promise<readonly { readonly row: ExportRow; readonly vector?: Float32Array }[]> => {
  if (means === undefined) return exported;
  const { embedder, guards } = means;
  const texts = await Promise.all(exported.map(({ row, said }) => (said ? readableWords(said, guards) : row.text)));
  const written = texts.filter((text) => text !== "");
  if (written.length === 0) return exported;
  const vectors = await embedder.embed(written, { signal });
  const dimensions = vectors.length / written.length;
  let at = 0;
  return exported.map(({ row }, place) => {
    if (texts[place] === "") return { row };
    at += dimensions;
    return { row, vector: vectors.subarray(at - dimensions, at) };
  });
};

/** What no model may read goes to no embedder either. */
const readableWords = async (said: readonly SequenceMessage[], guards: readonly InputGuard[]): Promise<string> => {
  const messages = said.map(({ from_creator, content }) => ({
    from: from_creator ? ("persona" as const) : ("user" as const),
    text: content,
  }));
  return (await readableMessages(messages, guards)).map(({ text }) => text).join("\n");
};
