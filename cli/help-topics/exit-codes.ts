import { exitCodes } from "../exit-codes.ts";
import { page } from "./lay-out.ts";

export const exitCodesTopic = (): readonly string[] =>
  page("Exit codes", [exitCodes.map(({ code, meaning, cases }): [string, string] => [code, `${meaning}: ${cases}`])]);
