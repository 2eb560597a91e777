// Whoever has no pointer: the content is one key away, focus is always seen, and a chart's points say their values.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildSample, launch, open, serve } from "./site.mjs";

const sample = buildSample();
/// More tab stops than any page has before its first chart.
const MANY = 80;
let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(sample);
});
after(async () => {
  await browser.close();
  await server.close();
  sample.remove();
});

const framed = Object.entries(sample.pages).filter(([kind]) => kind !== "not found");
for (const [kind, path] of framed) {
  test(`the first key on ${kind} leads past the navigation (${path})`, async () => {
    const page = await opened(path, 1280);
    await page.keyboard.press("Tab");
    const link = page.locator(":focus");
    assert.equal(await link.getAttribute("href"), "#main");
    const box = await link.boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.width > 24 && box.height >= 24, "the link is seen when it has the focus");
    await page.keyboard.press("Enter");
    // The browser follows the link on its own time.
    await page.waitForFunction(() => location.hash === "#main");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement.closest("main, main ~ *") !== null);
    assert.ok(inside, "the next key goes on from the content");
    await page.close();
  });
}

test("focus is seen at every stop of the portfolio page", async () => {
  const page = await opened(sample.pages["the portfolio"], 1280);
  const stops = await page.locator("a[href], [tabindex='0'], summary, button").count();
  assert.ok(stops > 20);
  for (let stop = 0; stop < Math.min(stops, MANY); stop += 1) {
    await page.keyboard.press("Tab");
    const look = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return `${style.outlineStyle} ${style.outlineWidth} ${document.activeElement.outerHTML.slice(0, 80)}`;
    });
    assert.match(look, /^(solid|auto) [1-9]/);
  }
  await page.close();
});

for (const width of [360, 1280]) {
  test(`every point of a metric's chart takes the focus and shows its value at ${width} px`, async () => {
    const page = await opened(sample.pages["a metric of a team"], width);
    const points = page.locator("svg.chart svg[tabindex='0']");
    const count = await points.count();
    assert.ok(count >= 20, `${count} points`);
    for (let stop = 0; stop < MANY; stop += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement.matches("svg.chart svg"))) break;
    }
    for (let index = 0; index < count; index += 1) {
      const { focused, name, label, inside, others } = await points.nth(index).evaluate((point) => {
        const chart = point.closest("svg.chart");
        const seen = (text) => getComputedStyle(text).visibility === "visible";
        // The last point's label always stands beside it: it is one of the chart's own words.
        const text = point.querySelector("text") ?? chart.querySelector("text.value");
        const box = text.getBoundingClientRect();
        const frame = chart.getBoundingClientRect();
        return {
          focused: document.activeElement === point,
          name: point.querySelector("title").textContent,
          label: seen(text) ? text.textContent : "",
          inside: box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.top >= frame.top - 1,
          others: [...chart.querySelectorAll("svg > svg > text")].filter((other) => other !== text && seen(other)).length,
        };
      });
      assert.ok(focused, `point ${index} has the focus after ${index} further keys`);
      assert.match(label, /\d/, `point ${index} shows its value`);
      assert.ok(name.includes(label), `"${name}" is the name of the point that shows "${label}"`);
      assert.ok(inside, `the label "${label}" lies within its chart`);
      assert.equal(others, 0, `only one label shows at a time ("${name}")`);
      await page.keyboard.press("Tab");
    }
    await page.close();
  });
}

test("a point under the pointer shows its value", async () => {
  const page = await opened(sample.pages["a metric of a team"], 1280);
  const point = page.locator("svg.chart svg[tabindex='0']").first();
  const visibility = () => point.locator("text").evaluate((text) => getComputedStyle(text).visibility);
  assert.equal(await visibility(), "hidden");
  await point.locator("rect").hover();
  assert.equal(await visibility(), "visible");
  await page.close();
});

async function opened(path, width) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  page.setDefaultTimeout(5_000);
  await open(page, server.base + path);
  return page;
}
