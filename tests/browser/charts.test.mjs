// Words of a chart can be read: each lies inside its chart, and no two lie on one another, on a telephone and on a desk.
// Measured in the browser, with the fonts that are there; where the lines go is tested in the chart's own tests.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildOpenSource, buildSample, launch, open, serve } from "./site.mjs";

const WIDTHS = [360, 1280];
/// Pages with charts, and words that one of their charts has to have.
const KINDS = {
  "the portfolio": [/^median$/],
  "a team": [/ spent$/, / left$/, /^budget$/],
  "a metric": [/^median$/],
  "a metric of a team": [/^upper \d/, /^lower \d/],
  "a metric of a team by workload": [],
  "a metric with both kinds of signals": [/^target \d/],
  "a metric where neither way is better": [/^upper \d/, /^lower \d/],
  "a metric with a new baseline": [/^upper \d/],
  // Before the break the values are on quite another level, so its limits may have no room; its words have.
  "a metric with a new definition": [/^[A-Z].{40,}$/],
  "a metric of rare events": [],
  "a metric with a spent objective": [/^1\d\d % spent$/, /^−\d+ % left$/],
  "a pillar": [/^median$/],
  "the DORA metrics": [/^median$/],
};

const portfolios = { "the sample": buildSample(), "the open-source portfolio": buildOpenSource() };
let browser;

before(async () => {
  browser = await launch();
  for (const site of Object.values(portfolios)) site.server = await serve(site);
});
after(async () => {
  await browser.close();
  for (const site of Object.values(portfolios)) {
    await site.server.close();
    site.remove();
  }
});

for (const [portfolio, site] of Object.entries(portfolios)) {
  for (const width of WIDTHS) {
    for (const kind of Object.keys(KINDS).filter((name) => name in site.pages)) {
      test(`${portfolio}, ${width} px: the words of every chart of ${kind} can be read`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 800 } });
        await open(page, site.server.base + site.pages[kind]);
        const { words, problems } = await page.evaluate(readCharts);
        await page.close();
        assert.ok(words.length > 0, "there are words to look at");
        if (site === portfolios["the sample"]) {
          for (const wanted of KINDS[kind]) assert.ok(words.some((word) => wanted.test(word)), `${wanted} among ${words}`);
        }
        assert.deepEqual(problems, []);
      });
    }
  }
}

/** Runs in the page. */
function readCharts() {
  const problems = [];
  const words = [];
  const charts = [...document.querySelectorAll("svg")].filter((svg) => !svg.parentElement.closest("svg"));
  for (const chart of charts) {
    const name = chart.querySelector("title")?.textContent ?? chart.getAttribute("class");
    const frame = chart.getBoundingClientRect();
    const texts = visibleTexts(chart);
    words.push(...texts.map((text) => text.words));
    for (const [index, one] of texts.entries()) {
      if (one.left < frame.left - 1 || one.right > frame.right + 1 || one.top < frame.top - 1 || one.bottom > frame.bottom + 1) {
        problems.push(`${name}: "${one.words}" sticks out of its chart`);
      }
      for (const other of texts.slice(index + 1)) {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (across > 0.5 && down > 0.5) {
          problems.push(`${name}: "${one.words}" lies on "${other.words}" by ${across.toFixed(1)} × ${down.toFixed(1)} px`);
        }
      }
    }
  }
  return { words, problems };

  function visibleTexts(chart) {
    const texts = [];
    const walker = document.createTreeWalker(chart, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.parentElement.closest("text");
      if (!text || !node.data.trim() || getComputedStyle(text).visibility !== "visible") continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      if (right === left) problems.push(`"${node.data}" has no place`);
      // A line of type is a fifth taller than its capitals and descenders: that much at its top is always empty.
      texts.push({ words: node.data.trim(), left, right, top: top + (bottom - top) * 0.15, bottom });
    }
    return texts;
  }
}
