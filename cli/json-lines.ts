import { once } from "node:events";
import { z } from "zod";
import { describeIssue, formatPath } from "../app/describe-issue.ts";
import { BrainError } from "../brain/core/errors.ts";
import { readLines } from "./read-lines.ts";
import { reportFault } from "./report-fault.ts";

/**
 * JSON lines in, JSON lines out, in order and as they come. A line that cannot be used is answered with an `error`
 * object and the run goes on; it then ends with exit code 1.
 * `id` in an answer is that of the line, else the line's number (from 1).
 */
export const runJsonLines = async <Line extends { id?: unknown }>(
  line: z.ZodType<Line>,
  answer: (value: Line) => object | Promise<object>,
): Promise<number> => {
  let failed = false;
  for await (const { number, text, problem } of readLines(process.stdin)) {
    if (text.trim() === "" && problem === undefined) continue;
    let id: unknown = number;
    let result: object;
    try {
      if (problem !== undefined) throw new LineError(problem);
      const json = parse(text);
      if (typeof json === "object" && json !== null && "id" in json) id = json.id;
      const parsed = line.safeParse(json, { reportInput: true });
      if (!parsed.success) throw new LineError(describe(parsed.error));
      result = await answer(parsed.data);
    } catch (error) {
      failed = true;
      result = { error: await asError(error, number) };
    }
    if (!process.stdout.write(`${JSON.stringify({ id, ...result })}\n`)) await once(process.stdout, "drain");
  }
  return failed ? 1 : 0;
};

/** What a line may be called by; its answer carries it. */
export const lineId = z.union([z.string(), z.number(), z.null()]).optional();

class LineError extends BrainError {
  constructor(message: string) {
    super("input", message);
  }
}

const asError = async (error: unknown, number: number): Promise<{ code: string; message: string }> => {
  if (error instanceof BrainError) return { code: error.code, message: `line ${number}: ${error.message}` };
  await reportFault(error);
  return { code: "internal", message: `line ${number}: something broke inside the program` };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new LineError("not JSON; expected one JSON object a line");
  }
};

const describe = (error: z.ZodError): string =>
  error.issues
    .flatMap((issue) => describeIssue(issue))
    .map(({ path, found, expected }) => `${formatPath(path) || "the line"} holds ${found}; expected ${expected}`)
    .join("; ");
