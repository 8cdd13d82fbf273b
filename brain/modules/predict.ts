import { AxGen, AxSignature } from "@ax-llm/ax";
import { LmError } from "../core/errors.ts";
import type { ChatPart, ModelConnection } from "../core/ports.ts";
import type { Fields, ValuesOf } from "../core/signature.ts";
import type { InputsOf, Signature } from "../signatures/define-signature.ts";
import { type BridgeOptions, bridgeTo } from "./ax-bridge.ts";
import { plainProse } from "./prompt-template.ts";

/** Everything of one call beside the signature and its inputs. */
export type PredictOptions = Omit<BridgeOptions, "inputs" | "signal" | "label"> & {
  /** Who speaks and by which rules; opens the system prompt. */
  readonly preamble?: string;
  /** Replaces the signature's own instruction: what a compiled program may have learnt. */
  readonly instructions?: string;
  readonly signal?: AbortSignal;
  /** Sees what the call took; for those who take the outputs at once. */
  readonly onUsage?: (usage: Extract<ChatPart, { type: "usage" }>) => void;
};

/** What streams out of a signature whose output is text: `Partial` values as they arrive, and the usage at the end. */
export type PredictPart<Out extends Fields> =
  | { readonly type: "values"; readonly values: Partial<ValuesOf<Out>> }
  | Extract<ChatPart, { type: "usage" }>;

/**
 * Asks `lm` for the outputs of `signature`, streaming. Text outputs arrive in pieces to be joined; others whole.
 * One AxGen a call: a shared one mixes the demos of concurrent calls.
 * @throws {LmError} also `malformed` where the answer does not fit the signature, `empty` where there is none
 */
export async function* streamPrediction<In extends Fields, Out extends Fields>(
  signature: Signature<In, Out>,
  lm: ModelConnection,
  inputs: InputsOf<Signature<In, Out>>,
  options: PredictOptions,
): AsyncGenerator<PredictPart<Out>> {
  const call = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, call.signal]) : call.signal;
  const prose = proseField(signature);
  const bridge = bridgeTo(lm, { ...options, inputs: asText(inputs), signal, label: prose && `${prose}: ` });
  const { instructions = signature.instructions } = options;
  const contract = instructions === signature.instructions ? signature.ax : withInstructions(signature, instructions);
  const generator = new AxGen(contract, { promptTemplate: plainProse(options.preamble, prose) });
  try {
    const stream = generator.streamingForward(bridge.service, inputs, { maxRetries: 0, abortSignal: signal });
    for await (const { delta } of stream) {
      yield { type: "values", values: delta as Partial<ValuesOf<Out>> };
    }
  } catch (cause) {
    if (options.signal?.aborted) throw new LmError("aborted", "the call was cancelled", { retryable: false });
    throw bridge.fault() ?? misfit(signature.name, lm, bridge.sawText(), cause);
  } finally {
    // ax does not cancel the stream when its reader leaves early.
    call.abort();
    await bridge.close();
  }
  const usage = bridge.usage();
  if (usage) yield usage;
}

/** Asks `lm` for all outputs of `signature` at once. @throws {LmError} */
export const predict = async <In extends Fields, Out extends Fields>(
  signature: Signature<In, Out>,
  lm: ModelConnection,
  inputs: InputsOf<Signature<In, Out>>,
  options: PredictOptions,
): Promise<ValuesOf<Out>> => {
  const all: Record<string, unknown> = {};
  for await (const part of streamPrediction(signature, lm, inputs, options)) {
    if (part.type === "usage") {
      options.onUsage?.(part);
      continue;
    }
    for (const [name, value] of Object.entries(part.values)) {
      all[name] = typeof value === "string" && typeof all[name] === "string" ? all[name] + value : value;
    }
  }
  return all as ValuesOf<Out>; // ax has validated every field
};

/** The only output, where it is text: then the model may write it without a label. */
const proseField = (signature: Signature): string | undefined => {
  const [only, ...rest] = Object.entries(signature.outputs);
  return only !== undefined && rest.length === 0 && only[1].kind === "text" ? only[0] : undefined;
};

const withInstructions = (signature: Signature, instructions: string) => {
  const copy = AxSignature.from(signature.ax);
  copy.setDescription(instructions);
  return copy;
};

const asText = (inputs: object): Record<string, string> =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));

const misfit = (name: string, lm: ModelConnection, sawText: boolean, cause: unknown): LmError => {
  const who = `${lm.identity.provider}:${lm.identity.model}`;
  return sawText
    ? // ax's own message quotes the model's text: it stays out, also as a cause.
      new LmError("malformed", `${who} answered in a form that ${name} cannot read`, { retryable: true })
    : new LmError("empty", `${who} gave an empty answer`, { retryable: true, cause });
};
