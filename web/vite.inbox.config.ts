import { readFileSync } from "node:fs";

import { defineConfig } from "vite";

const POLICY = "content-security-policy.txt";

/** The page of a sealed letter, as a node serves it at /inbox, with its policy beside it. */
export default defineConfig({
  root: "src/inbox",
  base: "/inbox/",
  publicDir: false,
  build: {
    target: "es2023",
    outDir: "../../dist/inbox",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1024,
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  plugins: [
    {
      name: "policy",
      generateBundle() {
        this.emitFile({ type: "asset", fileName: POLICY, source: readFileSync(new URL(POLICY, import.meta.url)) });
      },
    },
  ],
});
