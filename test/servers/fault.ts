/** What goes wrong with one request. `after` counts pieces of the reply that are sent whole before it does. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Takes the request and resets the connection, without a byte of an answer. */
  | { readonly kind: "reset" }
  /** Sends headers and some pieces, then nothing more. */
  | { readonly kind: "stall"; readonly after: number }
  /** Sends everything, with `ms` milliseconds before each piece. */
  | { readonly kind: "drip"; readonly ms: number }
  /** Cuts the connection in mid-stream; what was sent just before may be lost with it (see also `stall` and `drop`). */
  | { readonly kind: "break"; readonly after: number }
  /** Ends the answer properly, but without its finish and end mark. */
  | { readonly kind: "truncate"; readonly after: number }
  /** Sends a line that is not JSON. */
  | { readonly kind: "malformed"; readonly after: number }
  /** Sends an error in the stream, as the real server words it. */
  | { readonly kind: "error"; readonly after: number; readonly message?: string }
  /** Sends a line that never ends, `bytes` long. */
  | { readonly kind: "endless-line"; readonly bytes: number }
  /** Sends the reply over and over, until the client hangs up. */
  | { readonly kind: "gigantic" }
  /** Sends this piece of the reply twice, as a gateway that repeats a write does. */
  | { readonly kind: "duplicate"; readonly piece: number }
  /** Ends the stream in the middle of a character of several bytes. */
  | { readonly kind: "half-character"; readonly after: number }
  /** Sends everything, and the end mark twice with more text between. */
  | { readonly kind: "two-ends" }
  /** Sends everything including the end mark, and never closes. */
  | { readonly kind: "never-closes" }
  | { readonly kind: "web-page" }
  /** A whole answer with nothing in it. */
  | { readonly kind: "empty" }
  /** Comes to its longest after some pieces, and says so. */
  | { readonly kind: "length"; readonly after: number }
  /** Stopped by the provider's filter after some pieces. Ollama has none: it ends there as if that were all. */
  | { readonly kind: "content-filter"; readonly after: number }
  /** The model declines in its own words, out of voice. */
  | { readonly kind: "refusal"; readonly text?: string };

/** A fault for every request, for some of them (by number, from 0), or for none. */
export type Faults<Body> = Fault | ((request: number, body: Body) => Fault | undefined);

/** What an assistant says that will not play the persona. */
export const refusalWords = "As an AI language model, I cannot pretend to be a real person. How else may I assist you?";
