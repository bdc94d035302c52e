/** A real browser, and a server that gives it the built page under the real policy. */

import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { type BrowserContext, chromium, type Page } from "playwright-core";

import { NAMES, source } from "./folder";

const BUILT = fileURLToPath(new URL("../dist/tests/", import.meta.url));
export const POLICY = readFileSync(new URL("../content-security-policy.txt", import.meta.url), "utf8").trim();
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];
const KINDS: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

async function serve(path: string, response: ServerResponse): Promise<void> {
  if (path === "/vectors") response.end(JSON.stringify(NAMES));
  else if (path.startsWith("/vectors/")) response.end(source(path.slice("/vectors/".length)));
  else {
    const file = path === "/" ? "index.html" : normalize(path).replace(/^\/+/, "");
    response.setHeader("content-type", KINDS[extname(file)] ?? "application/octet-stream");
    response.end(await readFile(join(BUILT, file)));
  }
}

/** Serve the built page under a policy on a free port of this machine. */
export async function server(policy: string = POLICY): Promise<{ url: string; close: () => void }> {
  const http = createServer((request, response) => {
    response.setHeader("content-security-policy", policy);
    serve(new URL(request.url ?? "/", "http://localhost").pathname, response).catch(() => {
      response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const close = (): void => {
    http.close().closeAllConnections();
  };
  return { url: `http://localhost:${port}/`, close };
}

/** A browser with a new empty profile; `folder` is where it keeps what pages store. */
export interface Browser {
  readonly context: BrowserContext;
  readonly folder: string;
  close(): Promise<void>;
}

/** Start the browser that CHROMIUM names. */
export async function browser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), "tolerant-web-"));
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  const context = await chromium.launchPersistentContext(folder, { executablePath, headless: true, args: FLAGS });
  const close = async (): Promise<void> => {
    await context.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { context, folder, close };
}

/** Open the page and wait for its code. */
export async function visit(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => "tolerant" in window);
  return page;
}
