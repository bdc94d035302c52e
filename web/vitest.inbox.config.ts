import { defineConfig } from "vitest/config";

/** The page at a running node, whose address and codes tests/client/test_inbox_page.py gives. */
export default defineConfig({
  test: { include: ["tests/inbox/*.test.ts"], testTimeout: 30_000, hookTimeout: 30_000, bail: 1 },
});
