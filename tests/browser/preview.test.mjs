// The preview in a browser: an edit is in the page by itself, errors stand over the last good page until they are corrected,
// and a page says when its preview has ended and comes back with the next one.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, test } from "node:test";
import { launch, open, program, repository } from "./site.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const REPORT = "content/teams/storefront/reports/2026-08-16.toml";
const PAGE = "teams/storefront/2026-08-16.html";
const ended = /^Disconnected: the preview has ended\./;
let browser;
let root;
let preview;
let page;
let complaints;

// A browser for each test: a page that is about to load itself anew may never answer that it is closed, a browser always ends.
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "scorpfolio-preview-"));
  cpSync(join(repository, "content"), join(root, "content"), { recursive: true });
  cpSync(join(repository, "scorpfolio.toml"), join(root, "scorpfolio.toml"));
  preview = await start(0);
  browser = await launch();
  page = await browser.newPage();
  complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
});
afterEach(async () => {
  await browser.close();
  await stop(preview);
  rmSync(root, { recursive: true });
});

test("an edit is in the open page by itself, where the reader was", async () => {
  await open(page, preview.base + PAGE);
  await page.evaluate(() => scrollTo(0, 300));
  edit((text) => text.replace(/^summary = .*$/m, 'summary = "Written while you watch"'));
  await page.getByText("Written while you watch").first().waitFor();
  await page.waitForFunction(() => scrollY === 300);
  assert.deepEqual(complaints, []);
});

test("an error stands over the last good page with its place and cure, as text, until it is corrected", async () => {
  await open(page, preview.base + PAGE);
  const panel = page.getByRole("alert", { name: "Problems of the content" });
  const heading = page.getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  const right = report();
  const broken = right.replace(/^\[metrics\]$/m, '[metrics]\n"<img src=x onerror=document.title=1>" = 3');
  assert.notEqual(broken, right);
  edit(() => broken);
  await panel.waitFor();
  const line = broken.split("\n").findIndex((text) => text.includes("<img")) + 1;
  const words = await panel.innerText();
  assert.match(words, /1 error in the content/);
  assert.match(words, /The page shows the last build without errors/);
  assert.ok(words.includes(`${REPORT}:${line}:1`), words);
  assert.ok(words.includes(`${line} | "<img src=x onerror=document.title=1>" = 3`), words);
  assert.match(words, /error\[E\d+\]/);
  assert.match(words, /Cure: ./);
  assert.equal(await panel.locator("img").count(), 0);
  assert.equal(await heading.innerText(), before);

  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  edit(() => broken.replace("onerror", "onload"));
  await panel.waitFor();
  await panel.getByRole("button", { name: "Hide" }).click();
  await panel.waitFor({ state: "hidden" });

  edit(() => right.replace(/^summary = .*$/m, 'summary = "All is well again"'));
  await page.getByText("All is well again").first().waitFor();
  assert.equal(await panel.count(), 0);
  assert.deepEqual(complaints, []);
});

test("a link to nowhere is found on a page that is not open, and a page that is opened now says so too", async () => {
  await open(page, `${preview.base}index.html`);
  const path = join(root, "content/pages/ways-of-working.md");
  writeFileSync(path, `${readFileSync(path, "utf8")}\n[Nowhere](nowhere.md)\n`);
  const panel = page.getByRole("alert", { name: "Problems of the content" });
  await panel.getByText("nowhere").first().waitFor();
  const other = await browser.newPage();
  await open(other, `${preview.base}pages/ways-of-working.html`);
  await other.getByRole("alert", { name: "Problems of the content" }).waitFor();
  assert.equal(await other.getByText("Nowhere", { exact: true }).count(), 0, "the last good page");
  await other.close();
});

test("a page says that its preview has ended and comes back with the next one", async () => {
  await open(page, preview.base + PAGE);
  const strip = page.getByRole("status").filter({ hasText: ended });
  await stop(preview);
  await strip.waitFor();
  assert.ok(await page.getByRole("heading", { level: 1 }).isVisible(), "the page is still there");

  preview = await start(preview.port);
  await strip.waitFor({ state: "hidden" });
  await stop(preview);
  await strip.waitFor();
  edit((text) => text.replace(/^summary = .*$/m, 'summary = "Written while nobody served"'));
  preview = await start(preview.port);
  await page.getByText("Written while nobody served").first().waitFor();
  assert.equal(await strip.count(), 0);
});

test("pages without script of their own and pages that have moved work as they do when published", async () => {
  const missing = await page.goto(`${preview.base}nothing.html`);
  assert.equal(missing.status(), 404);
  await page.getByText("There is no such page").waitFor();
  edit((text) => `${text}\n# nothing new\n`);
  await page.goto(`${preview.base}cycles/latest.html`, { waitUntil: "commit" });
  // The change may load the page anew while it leads on: that ends one navigation and begins another.
  await page.waitForFunction(() => /cycles\/\d/.test(location.pathname) && document.readyState === "complete");
  // A browser reports the missing page itself; nothing was refused by a policy.
  assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
});

test("what the preview adds to a page can be read by everybody", async () => {
  await open(page, preview.base + PAGE);
  const right = report();
  edit((text) => `${text}\nnonsense = = 1\n`);
  await page.getByRole("alert", { name: "Problems of the content" }).waitFor();
  await violationsOf(page);
  edit(() => right);
  await page.getByRole("alert", { name: "Problems of the content" }).waitFor({ state: "hidden" });
  await stop(preview);
  await page.getByRole("status").filter({ hasText: ended }).waitFor();
  await violationsOf(page);
});

async function violationsOf(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run("scorpfolio-preview");
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  });
  assert.deepEqual(found, []);
}

function report() {
  return readFileSync(join(root, REPORT), "utf8");
}

function edit(change) {
  writeFileSync(join(root, REPORT), change(report()));
}

/** Starts a preview and waits until it says where it is. */
async function start(port) {
  const process = spawn(program, ["serve", "--root", root, "--port", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  for await (const line of createInterface(process.stderr)) {
    said += `${line}\n`;
    const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
    if (found) {
      process.stderr.resume();
      return { process, base: found[0], port: Number(found[1]) };
    }
  }
  throw new Error(`the preview ended: ${said}`);
}

async function stop({ process }) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, "exit");
  process.kill("SIGKILL");
  await gone;
}
