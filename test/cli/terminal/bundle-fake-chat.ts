import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the chat with its fake engine as the program itself is bundled; gives its path and a way to remove it. */
export const bundleFakeChat = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), "understudy-chat-"));
  await build({
    entryPoints: [fileURLToPath(new URL("fake-chat.ts", import.meta.url))],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        // Ink loads it only where DEV is set; in a bundle it would be loaded always.
        name: "no-devtools",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "stub" }));
          onLoad({ filter: /.*/, namespace: "stub" }, () => ({ contents: "export default {}" }));
        },
      },
    ],
    logLevel: "error",
  });
  return { path: join(folder, "fake-chat.mjs"), remove: () => rm(folder, { recursive: true }) };
};
