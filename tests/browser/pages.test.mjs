// Every kind of page, light and dark, on a telephone and on a desk: nothing is reported on the console, nothing breaks the
// page's own security policy, nothing is asked of another host, nothing sticks out, and axe finds nothing that WCAG 2.2 AA
// forbids. What a page says is tested elsewhere.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { buildOpenSource, buildSample, launch, open, serve } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// How a page is looked at; the second portfolio, and further pages of a template that is looked at in all, only in the
/// first two, which differ in everything.
const LOOKS = [
  { colorScheme: "light", width: 360 },
  { colorScheme: "dark", width: 1280 },
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360 },
];
/// After everything that both portfolios tell of; pages count the days since.
const NOW = "2026-09-01T12:00:00Z";
/// What is left of 1280 px at a zoom of 400 %; the least that WCAG 1.4.10 asks for.
const NARROWEST = 320;

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
  for (const [index, { colorScheme, width }] of LOOKS.entries()) {
    if (index >= 2 && portfolio !== "the sample") continue;
    describe(`${portfolio}, ${colorScheme}, ${width} px`, () => {
      let strict;
      let bypassing;
      before(async () => {
        const options = { colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" };
        strict = await browser.newContext(options);
        await strict.addInitScript(recordViolations);
        await strict.clock.setFixedTime(NOW);
        // Only here may a script that is not the site's run: the checker itself.
        bypassing = await browser.newContext({ ...options, bypassCSP: true });
        await bypassing.clock.setFixedTime(NOW);
      });
      after(async () => {
        await strict.close();
        await bypassing.close();
      });

      for (const [kind, path] of Object.entries(site.pages)) {
        if (index >= 2 && /^a metric (with|where) /.test(kind)) continue;
        // Each width is looked at once: colours do not move anything.
        if (index < 2) {
          test(`${kind} is quiet, stays at home and within its width (${path})`, async () => {
            const page = await strict.newPage();
            const complaints = complaintsOf(page, site.server.base);
            await open(page, site.server.base + path);
            complaints.push(...(await page.evaluate(() => window.violations)));
            complaints.push(...(await page.evaluate(tooWide)));
            await page.setViewportSize({ width: Math.min(width, NARROWEST), height: 800 });
            complaints.push(...(await page.evaluate(tooWide)));
            await page.close();
            assert.deepEqual(complaints, []);
          });
        }

        test(`${kind} keeps WCAG 2.2 AA (${path})`, async () => {
          const page = await bypassing.newPage();
          await open(page, site.server.base + path);
          const violations = await violationsOf(page);
          await page.close();
          assert.deepEqual(violations, []);
        });
      }
    });
  }
}

const sample = portfolios["the sample"];

for (const [path, place] of Object.entries(sample.moved)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`a page that has moved leads to its new place and is itself in order, ${colorScheme} (${path})`, async () => {
      const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 360, height: 800 } });
      const page = await context.newPage();
      const complaints = complaintsOf(page, sample.server.base);
      await page.goto(sample.server.base + path, { waitUntil: "commit" });
      // Leaving while it still asks how new the site is would cut that request off.
      await page.waitForURL(sample.server.base + place, { waitUntil: "networkidle" });
      await page.goto("about:blank");
      assert.deepEqual(complaints, []);

      // "No content" keeps a browser where it is: the page that only says "moved" can be looked at.
      await page.route(sample.server.base + place, (route) => route.fulfill({ status: 204 }));
      await page.goto(sample.server.base + path, { waitUntil: "commit" });
      const link = page.locator("main a");
      assert.equal(await link.evaluate((element) => element.href), sample.server.base + place);
      // Without an icon of its own, a browser asks the host for one that is not there.
      assert.equal(await page.locator("link[rel=icon][href='data:,']").count(), 1);
      assert.deepEqual(await page.evaluate(tooWide), []);
      assert.deepEqual(await violationsOf(page), []);
      await context.close();
    });
  }
}

test("an address that does not exist, however deep, shows the site's own page and needs nothing beside it", async () => {
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const address = `${sample.server.base}teams/nobody/metrics/nothing.html`;
  const response = await page.goto(address);
  assert.equal(response.status(), 404);
  assert.match(await page.locator("h1").innerText(), /no such page/i);
  assert.deepEqual(asked.filter((url) => !url.startsWith("data:")), [address]);
  await page.close();
});

/** Runs in the page, before anything of it. */
function recordViolations() {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`the policy forbids ${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** A list that fills while the page loads: errors of the console, of scripts and of requests, and requests that leave the site. */
function complaintsOf(page, base) {
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
      complaints.push(`leaves the site: ${request.url()}`);
    }
  });
  return complaints;
}

/** Runs in the page. Names the elements that reach beyond the window, where the document can be scrolled to them. */
function tooWide() {
  const root = document.documentElement;
  if (root.scrollWidth <= window.innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    const scrolls = (parent) => parent && (getComputedStyle(parent).overflowX !== "visible" || scrolls(parent.parentElement));
    return element.getBoundingClientRect().right > window.innerWidth + 0.5 && !scrolls(element.parentElement);
  });
  const names = out.slice(0, 5).map((element) => `${element.localName}.${element.getAttribute("class") ?? ""}`);
  return [`${root.scrollWidth} px wide in a window of ${window.innerWidth}: ${names.join(", ")}`];
}

async function violationsOf(page) {
  await page.addScriptTag({ content: axeSource });
  const { violations } = await page.evaluate((tags) => {
    // Where a page has no style, both colours are the browser's; axe takes its ground for white even where it is dark.
    const rules = { "color-contrast": { enabled: document.styleSheets.length > 0 } };
    return window.axe.run(document, { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"] });
  }, WCAG);
  return violations.flatMap((violation) => {
    return violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`);
  });
}
