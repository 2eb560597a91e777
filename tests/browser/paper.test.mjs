// What comes out of a printer: a report is one sheet of A4 and so is the portfolio, always dark on light.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildSample, launch, open, richestReports, serve } from "./site.mjs";

const sample = buildSample();
let browser;
let server;
let dark;

before(async () => {
  browser = await launch();
  server = await serve(sample);
  dark = await browser.newContext({ colorScheme: "dark" });
});
after(async () => {
  await browser.close();
  await server.close();
  sample.remove();
});

for (const path of [...richestReports(sample, 5), sample.pages["the portfolio"]]) {
  test(`${path} is one sheet of A4`, async () => {
    assert.equal(await sheets(path), 1);
  });
}

test("a page of many sheets is counted as such", async () => {
  assert.ok((await sheets(sample.pages["the catalogue"])) > 1);
});

for (const kind of ["the portfolio", "a report", "a team", "a metric of a team", "about"]) {
  test(`${kind} prints dark on light even where the screen is dark`, async () => {
    const page = await dark.newPage();
    await open(page, server.base + sample.pages[kind]);
    const screen = await brightness(await page.screenshot());
    assert.ok(screen.ground < 80, `the screen's ground is dark: ${screen.ground}`);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = await brightness(await page.screenshot());
    await page.close();
    assert.ok(paper.ground > 240, `the paper's ground is light: ${paper.ground}`);
    assert.ok(paper.darkest < 80, `the ink is dark: ${paper.darkest}`);
  });
}

/** The number of A4 pages a path prints to. */
async function sheets(path) {
  const page = await dark.newPage();
  await open(page, server.base + path);
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  await page.close();
  // Two ways to count, so that a change of the format is noticed: the objects, and what the tree of pages says of itself.
  const objects = pdf.match(/\/Type\s*\/Page\b/g) ?? [];
  const counts = [...pdf.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d+)/g)].map((match) => Number(match[1]));
  assert.equal(objects.length, Math.max(...counts), "both ways to count the pages of a PDF agree");
  // A4 is 595 × 842 points.
  const [, width, height] = pdf.match(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/);
  assert.deepEqual([Math.round(width), Math.round(height)], [595, 842]);
  return objects.length;
}

/** Brightness, 0 to 255, of the commonest and of the darkest pixels of an image. */
async function brightness(png) {
  const page = await browser.newPage();
  const result = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Array(256).fill(0);
    for (let at = 0; at < data.length; at += 4) counts[Math.round((data[at] + data[at + 1] + data[at + 2]) / 3)] += 1;
    return { ground: counts.indexOf(Math.max(...counts)), darkest: counts.findIndex((count) => count > 0) };
  }, `data:image/png;base64,${png.toString("base64")}`);
  await page.close();
  return result;
}
