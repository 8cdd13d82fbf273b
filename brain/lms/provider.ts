/** A server and what messages about it may name: never a key, never a path with a password. */
export type Provider = {
  readonly name: string;
  readonly host: string;
  readonly model: string;
  readonly addressVariable: string;
  readonly keyVariable?: string;
  /** What to do where the server does not have the model. */
  readonly getModel: string;
};
