// A portfolio with an attack in every text that somebody may write: no page runs a script of it, asks another host for anything,
// or complains. The same pages are held to their form in tests/testsuite/hostile.rs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildFrom, filesOf, launch, program, readOf, repository, serve } from "./site.mjs";

let root;
let hostile;
let site;
let browser;

before(async () => {
  root = mkdtempSync(join(tmpdir(), "scorpfolio-hostile-"));
  // All features, as the tests before this one were compiled with.
  const write = ["run", "--quiet", "--all-features", "--example", "hostile_portfolio", root];
  execFileSync("cargo", write, { cwd: repository, stdio: "pipe" });
  hostile = buildFrom(root);
  site = await serve(hostile);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
  hostile.remove();
  rmSync(root, { recursive: true });
});

/** What a page did that no page may do. */
async function watched(context) {
  const found = [];
  await context.exposeFunction("pwned", () => found.push("a script ran"));
  await context.route("**/*", (route) => {
    const address = route.request().url();
    if (address.startsWith(site.base) || address.startsWith("data:")) return route.continue();
    found.push(`asked for ${address}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => (found.push(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("pageerror", (error) => found.push(`an error: ${error.message}`));
  page.on("console", (message) => found.push(`${message.type()}: ${message.text()}`));
  page.on("popup", () => found.push("a window opened"));
  return { page, taken: () => found.splice(0) };
}

/** Where each page stands, and what it did when it was looked at and touched. */
async function looked(bypassCSP) {
  const context = await browser.newContext({ bypassCSP });
  const { page, taken } = await watched(context);
  const pages = filesOf(hostile, (path) => path.endsWith(".html"));
  assert.ok(pages.length > 60, `${pages.length} pages`);
  const problems = [];
  for (const path of pages) {
    const isRedirect = readOf(hostile, path).includes('http-equiv="refresh"');
    await page.goto(site.base + path, { waitUntil: isRedirect ? "commit" : "load" });
    if (isRedirect) continue;
    // Handlers of events that nobody has caused yet, and addresses that nobody has followed.
    const suspects = await page.evaluate(() => {
      const isAddress = (name) => ["href", "src", "action", "formaction", "srcdoc"].includes(name) || name.endsWith(":href");
      const runs = ({ name, value }) => name.startsWith("on") || (isAddress(name) && /^[\s\0-\x20]*(javascript|vbscript|data:text)/i.test(value));
      const all = [...document.querySelectorAll("*")];
      const wrong = all.filter((element) => [...element.attributes].some(runs) || element.matches("iframe, object, embed, form, base, body style, math"));
      return wrong.map((element) => element.outerHTML.slice(0, 200));
    });
    const unseen = await page.evaluate(() => /[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x9f]/.test(document.documentElement.textContent));
    if (unseen) suspects.push("a letter that turns the order of others");
    problems.push(...[...taken(), ...suspects].map((problem) => `${path}: ${problem}`));
  }
  await context.close();
  return problems;
}

test("no page runs what somebody wrote, or asks another host for anything", async () => {
  assert.deepEqual(await looked(false), []);
});

test("nor would one without its security policy", async () => {
  assert.deepEqual(await looked(true), []);
});

test("pictures and feeds are well-formed and hold no script", async () => {
  const context = await browser.newContext();
  const { page, taken } = await watched(context);
  const files = filesOf(hostile, (path) => /\.(svg|xml)$/.test(path));
  assert.ok(files.length > 20, `${files.length} files`);
  const wrong = [];
  for (const path of files) {
    const fault = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "text/xml");
      if (parsed.querySelector("parsererror")) return parsed.querySelector("parsererror").textContent;
      const runs = ({ name, value }) => /^on/i.test(name) || /^\s*javascript:/i.test(value);
      const all = [...parsed.querySelectorAll("*")];
      return all.find((element) => element.localName === "script" || [...element.attributes].some(runs))?.outerHTML;
    }, readOf(hostile, path));
    if (fault) wrong.push(`${path}: ${fault}`);
  }
  for (const path of files.filter((path) => path.endsWith(".svg")).slice(0, 20)) {
    await page.goto(site.base + path);
  }
  assert.deepEqual([...wrong, ...taken()], []);
  await context.close();
});

test("a digest for mail runs nothing", async () => {
  const context = await browser.newContext();
  const { page, taken } = await watched(context);
  const mail = execFileSync(program, ["digest", "--root", root, "--format", "html"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  await page.setContent(mail, { waitUntil: "load" });
  const handlers = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => [...element.attributes].some(({ name, value }) => name.startsWith("on") || /^\s*javascript:/i.test(value))).length);
  assert.equal(handlers, 0);
  assert.doesNotMatch(mail, /[\u202a-\u202e\u2066-\u2069]/);
  assert.deepEqual(taken(), []);
  await context.close();
});
