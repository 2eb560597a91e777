// A page needs no script and no server: opened from the disk or under a sub-path with JavaScript switched off, it says and
// shows what it does with everything on.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSample, fileBase, launch, open, serve } from "./site.mjs";

const sample = buildSample();
/// Before everything that the sample tells of: what counts days since then has none to count.
const NOW = "2025-01-01T12:00:00Z";
/// What is told elsewhere of a metric is told in the same ways here.
const KINDS = Object.entries(sample.pages).filter(([kind]) => !kind.startsWith("a metric with") && !kind.startsWith("a metric where"));
/// What script makes stands in room that is free: unseen, it leaves the page as it is without script.
const MADE = ".made, .copy, .sort::after { visibility: hidden !important; }";
const viewport = { width: 1280, height: 800 };
let browser;
let server;
let withScript;
let withoutScript;

before(async () => {
  browser = await launch();
  server = await serve(sample);
  // Without the page's policy a style of the test may hide what script makes, and leave it the room it takes.
  withScript = await browser.newContext({ viewport, bypassCSP: true });
  await withScript.clock.setFixedTime(NOW);
  withoutScript = await browser.newContext({ viewport, javaScriptEnabled: false });
});
after(async () => {
  await browser.close();
  await server.close();
  sample.remove();
});

for (const [kind, path] of KINDS) {
  test(`${kind} is the same without script, and from the disk (${path})`, async () => {
    const whole = await seen(withScript, server.base + path);
    assert.ok(whole.text.length > 50, "there is something to compare");
    for (const base of [server.base, fileBase(sample)]) {
      const bare = await seen(withoutScript, base + path);
      assert.equal(bare.text, whole.text, base);
      assert.ok(bare.image.equals(whole.image), `${base}${path} looks different without script`);
    }
  });
}

test("a page that has moved leads to its new place without script, and from the disk", async () => {
  for (const base of [server.base, fileBase(sample)]) {
    for (const [path, place] of Object.entries(sample.moved)) {
      const page = await withoutScript.newPage();
      await page.goto(base + path, { waitUntil: "commit" });
      await page.waitForURL(base + place);
      await page.close();
    }
  }
});

test("every link of a page from the disk leads to a file that is there", async () => {
  const page = await withoutScript.newPage();
  const found = new Set();
  for (const path of Object.values(sample.pages)) {
    await open(page, fileBase(sample) + path);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href.split("#")[0]));
    for (const link of links.filter((address) => address.startsWith("file:"))) found.add(link);
  }
  await page.close();
  assert.ok(found.size > 100, `${found.size} links`);
  const dead = [...found].filter((link) => !link.startsWith(fileBase(sample)) || !existsSync(fileURLToPath(link)));
  assert.deepEqual(dead, []);
});

async function seen(context, address) {
  const page = await context.newPage();
  await open(page, address);
  if (context === withScript) await page.addStyleTag({ content: MADE });
  const text = await page.locator("body").innerText();
  const image = await page.screenshot({ fullPage: true });
  await page.close();
  return { text, image };
}
