/** What a span's attribute may hold. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span as it is to be told; times are milliseconds since the turn began. */
export type SpanPlan = {
  readonly name: string;
  /** `client`: a call to a server. */
  readonly kind: "internal" | "client";
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes: Attributes }[];
  /** Code of what went wrong. */
  readonly error?: string;
  readonly children?: readonly SpanPlan[];
};
