// What stands within pages of others, and the page for an unknown address: a frame has no ground of its own, a picture has one,
// both follow light and dark, and a style within a page is the one that its policy names.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { buildSample, filesOf, launch, readOf, serve } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sample = buildSample();
const WITH_CHART = "embed/teams/checkout/availability.html";
const BY_PART = "embed/teams/platform/availability.html";
let browser;
let site;
let host;

before(async () => {
  browser = await launch();
  site = await serve(sample);
  const frame = (path) => `<iframe src="${site.base}${path}" width="1060" height="420"></iframe>`;
  const picture = `<img src="${site.base}${WITH_CHART.replace(".html", ".svg")}" alt="A chart">`;
  const html = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Host</title>${frame(WITH_CHART)}${frame(`${WITH_CHART}#table`)}${picture}`;
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = { address: `http://127.0.0.1:${server.address().port}/`, close: () => (server.closeAllConnections(), server.close()) };
});
after(async () => {
  await browser.close();
  await site.close();
  host.close();
  sample.remove();
});

for (const colorScheme of ["light", "dark"]) {
  test(`a page of somebody else shows a chart, a table and a picture, ${colorScheme}`, async () => {
    const page = await browser.newPage({ colorScheme });
    const complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(host.address, { waitUntil: "networkidle" });
    const [chart, table] = page.frames().slice(1);
    assert.equal(await chart.locator("#chart svg.chart").first().isVisible(), true);
    assert.equal(await chart.locator("table").isVisible(), false);
    assert.equal(await table.locator("table").isVisible(), true);
    assert.equal(await table.locator("#chart").isVisible(), false);
    const ground = await chart.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    assert.equal(ground, "rgba(0, 0, 0, 0)");
    const ink = await chart.locator("body").evaluate((body) => getComputedStyle(body).color);
    const isLight = Number(/\d+/.exec(ink)[0]) > 127;
    assert.equal(isLight, colorScheme === "dark", ink);
    const width = await page.locator("img").evaluate((image) => image.naturalWidth);
    assert.equal(width, 1080);
    assert.deepEqual(complaints, []);
    await chart.locator("h1 a").click();
    await page.waitForURL(`${site.base}teams/checkout/metrics/availability.html`);
    await page.close();
  });
}

test("a page for frames and its table keep WCAG 2.2 AA", async () => {
  const context = await browser.newContext({ bypassCSP: true });
  for (const place of ["", "#table"]) {
    const page = await context.newPage();
    await page.goto(`${site.base}${WITH_CHART}${place}`);
    await page.addScriptTag({ content: axeSource });
    const found = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
    assert.deepEqual(found.violations.map((violation) => violation.id), []);
    await page.close();
  }
  await context.close();
});

test("a narrow table of parts says at each value whose it is", async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 720 } });
  await page.goto(`${site.base}${BY_PART}#table`);
  const values = page.locator("tbody tr").first().locator("td");
  const said = await values.evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, "::before").content));
  const parts = await page.locator("thead th.n").allTextContents();
  assert.ok(parts.length > 1, "the metric is given by part");
  assert.deepEqual(said, parts.map((part) => JSON.stringify(part)));
  await page.close();
});

test("every picture can be drawn alone", async () => {
  const page = await browser.newPage();
  const pictures = filesOf(sample, (path) => /^(embed|badges)\/.*\.svg$/.test(path));
  assert.ok(pictures.length > 200);
  const broken = [];
  await page.goto(`${site.base}404.html`);
  for (const path of pictures) {
    const drawn = await page.evaluate(
      (text) => {
        const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
        return root.nodeName === "svg" && root.querySelector("title")?.textContent.length > 0;
      },
      readOf(sample, path),
    );
    if (!drawn) broken.push(path);
  }
  assert.deepEqual(broken, []);
  await page.close();
});

test("the page for an unknown address has the style that its policy names, at any depth", async () => {
  const html = readOf(sample, "404.html");
  const style = /<style>(.*)<\/style>/s.exec(html)[1];
  const hash = createHash("sha256").update(style).digest("base64");
  assert.ok(html.includes(`style-src 'sha256-${hash}'`), `the policy should name sha256-${hash}`);
  const page = await browser.newPage({ colorScheme: "dark" });
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${site.base}teams/nobody/metrics/nothing.html`);
  const ground = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  assert.equal(ground, "rgb(19, 21, 24)");
  assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  await page.close();
});
