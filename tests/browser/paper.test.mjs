// What comes out of a printer: a report is one sheet of A4 and so is the portfolio, always dark on light, with its signals
// and limits. A printer leaves out the grounds of elements and darkens light letters, which no screen shows: marks are
// looked up in the PDF.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { contrastOf, isolate } from "./pixels.mjs";
import { buildSample, launch, open, readOf, richestReports, serve } from "./site.mjs";

const sample = buildSample();
const PAPER = [255, 255, 255];
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

test("each sheet says its number, and how many there are", async () => {
  const page = await dark.newPage();
  await open(page, server.base + sample.pages["the portfolio"]);
  const numbers = await page.evaluate(() =>
    [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).flatMap((rule) => [...rule.cssText.matchAll(/counter\((\w+)\)/g)].map(([, name]) => name)),
  );
  await page.close();
  assert.deepEqual(numbers.filter((name) => name.startsWith("page")), ["page", "pages"]);
});

for (const kind of ["the next review", "a review with minutes"]) {
  test(`${kind} is at most two sheets of A4`, async () => {
    const count = await sheets(sample.pages[kind]);
    assert.ok(count >= 1 && count <= 2, `${count} sheets`);
  });
}

test("links to files that a screen offers to take along are not on paper", async () => {
  const page = await dark.newPage();
  const away = () => page.locator(".away").evaluateAll((all) => all.map((one) => one.checkVisibility()));
  for (const kind of ["a metric of a team", "a metric"]) {
    await open(page, server.base + sample.pages[kind]);
    assert.deepEqual(await away(), [true], kind);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await away(), [false], kind);
    await page.emulateMedia({ media: "screen" });
  }
  await page.close();
});

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

for (const [place, selector] of [["the matrix", ".matrix td span.KIND > b"], ["the key", ".key .mark.KIND > b"]]) {
  for (const kind of ["improvement", "concern", "unusual"]) {
    test(`the mark of ${kind} in ${place} is printed, and its letter can be read on it`, async () => {
      const painted = await printed(sample.pages["the portfolio"], selector.replace("KIND", kind));
      const letter = painted.findIndex(({ operator }) => operator === "BT");
      assert.ok(letter > 0, "there is a letter, and something below it");
      const [shape, ink] = [painted[letter - 1].colour, painted[letter].colour];
      assert.ok(contrastOf(shape, PAPER) > 4.5, `the shape is seen on paper: ${shape}`);
      assert.ok(contrastOf(shape, ink) >= 4.5, `${ink} on ${shape} is a contrast of ${contrastOf(shape, ink).toFixed(1)}:1`);
    });
  }
}

for (const kind of ["a metric of a team", "a metric with a new definition", "a metric with both kinds of signals"]) {
  test(`${kind} prints its limits and its flagged points`, async () => {
    const band = await printed(sample.pages[kind], ".chart.page .band");
    assert.equal(band.length, 1);
    assert.ok(band[0].operator === "f" && band[0].alpha > 0.1 && contrastOf(band[0].colour, PAPER) > 4.5, JSON.stringify(band));
    const [point] = await printed(sample.pages[kind], ".chart.page :is(.better, .worse) rect");
    assert.ok(point.operator === "f" && contrastOf(point.colour, PAPER) > 4.5, JSON.stringify(point));
    assert.ok(new Set(point.colour).size > 1, `its colour is not the ink's: ${point.colour}`);
  });

  test(`the chart of ${kind} lies whole on the paper`, async () => {
    // 210 mm without the margins.
    const page = await browser.newPage({ viewport: { width: Math.floor((186 / 25.4) * 96), height: 1000 } });
    await page.emulateMedia({ media: "print" });
    await open(page, server.base + sample.pages[kind]);
    const out = await page.locator("svg.chart.page").evaluate((chart) => {
      const parts = [chart, ...chart.querySelectorAll("text, .band, rect")].filter((part) => getComputedStyle(part).visibility === "visible");
      return parts.filter((part) => part.getBoundingClientRect().right > innerWidth || part.getBoundingClientRect().width === 0).length;
    });
    await page.close();
    assert.equal(out, 0);
  });
}

/** What the first element of a page that a selector takes puts on paper, in order: operator of PDF, colour and alpha. */
async function printed(path, selector) {
  const page = await dark.newPage();
  await open(page, server.base + sample.pages["a free page"]);
  await isolate(page, readOf(sample, path), { selector });
  // The sheet's number is not of the element.
  await page.evaluate(() => {
    const last = [...document.styleSheets].at(-1);
    last.insertRule("@page { @bottom-right { content: none } }", last.cssRules.length);
  });
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  await page.close();
  const text = pdf.toString("latin1");
  const states = [...text.matchAll(/\/ca ([\d.]+)/g)].map(([, alpha]) => Number(alpha));
  const painted = [];
  for (const start of text.matchAll(/\/Length \d+[^>]*>>\s*stream\r?\n/g)) {
    const content = inflated(pdf.subarray(start.index + start[0].length));
    if (!/^[\d.]+ 0 0 -[\d.]+ 0 [\d.]+ cm/.test(content)) continue;
    let colour = [0, 0, 0];
    for (const line of content.split("\n")) {
      const fill = /(\S+) (\S+) (\S+) rg$/.exec(line);
      if (fill) colour = fill.slice(1).map((part) => Math.round(Number(part) * 255));
      if (/^(f\*?|S|B|BT)$/.test(line)) painted.push({ operator: line.replace("*", ""), colour, alpha: Math.min(1, ...states) });
    }
  }
  return painted;
}

function inflated(bytes) {
  try {
    return inflateSync(bytes).toString("latin1");
  } catch {
    // Not every stream of a PDF is text.
    return "";
  }
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
