/** What is used of the WebAssembly interface: TypeScript declares it only together with the whole of the DOM. */
export type WebAssemblyInterface = {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WebAssemblyModule;
  readonly Memory: new (limits: { readonly initial: number }) => WebAssemblyMemory;
  readonly Instance: new (
    module: WebAssemblyModule,
    imports: { readonly host: { readonly memory: WebAssemblyMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};

export type WebAssemblyModule = { readonly webAssemblyModule: unique symbol };
export type WebAssemblyMemory = {
  /** Another one after growing: views of the former are then empty. */
  readonly buffer: ArrayBuffer;
  /** @throws {RangeError} no room */
  grow(pages: number): number;
};

/** That of this runtime; missing where it was switched off (`node --jitless`). */
export const webAssembly = (globalThis as { WebAssembly?: WebAssemblyInterface }).WebAssembly;
