// Bundles the program into dist/: split, so that each command loads only what it needs.
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";

// An install without scripts leaves nothing to start.
if (process.argv.includes("--if-missing") && existsSync("dist/understudy.js")) process.exit();
const { build } = await import("esbuild");

/** Ink asks for it only when DEV=true; nobody who installs this program has it. */
const withoutDevtools = {
  name: "without-devtools",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "without-devtools" }));
    onLoad({ filter: /.*/, namespace: "without-devtools" }, () => ({ contents: "export default {};" }));
  },
};

// Beside the place where it goes, so that a build that fails leaves the last one standing.
await rm("dist.next", { recursive: true, force: true });
await build({
  entryPoints: ["cli/understudy.ts"],
  outdir: "dist.next",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  jsx: "automatic",
  // Names stay as they are: stacks can be read, and no closure is wrapped to keep its own (which cost the guards a quarter).
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "linked",
  external: ["hnswlib-node", "libsql"],
  define: { "process.env.NODE_ENV": '"production"' },
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
  plugins: [withoutDevtools],
  logLevel: "warning",
});
await rm("dist", { recursive: true, force: true });
await rename("dist.next", "dist");
