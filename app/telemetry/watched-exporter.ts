type Result = { readonly code: number; readonly error?: Error };
type Exporter = { export(items: never, done: (result: Result) => void): void };

/** The same exporter, whose failures are told to `onFailure` by their code alone: an answer may hold anything. */
export const watched = <Each extends Exporter>(exporter: Each, onFailure: (why: string) => void): Each => {
  const send = exporter.export.bind(exporter);
  return new Proxy(exporter, {
    get: (target, key) => {
      if (key === "export")
        return (items: never, done: (result: Result) => void) =>
          send(items, (result) => {
            if (result.code !== 0) onFailure(reasonOf(result.error));
            done(result);
          });
      const member = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
};

const reasonOf = (error: Error | undefined): string => {
  if (error === undefined) return "unknown fault";
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "number") return `status ${code}`;
  return typeof code === "string" && /^\w+$/.test(code) ? code : "no answer";
};
