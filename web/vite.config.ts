import { defineConfig } from "vite";

/** No inline script and no module of another origin: what is built runs under content-security-policy.txt. */
export default defineConfig({
  root: "tests/page",
  build: {
    target: "es2023",
    outDir: "../../dist/tests",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1024,
    reportCompressedSize: false,
  },
  worker: { format: "es" },
});
