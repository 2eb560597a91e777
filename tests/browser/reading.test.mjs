// What a reader with script can do beside reading: present a review, sort and filter, copy a link, search, and learn that
// a site is old. Each with the keyboard alone, from the disk as from a server; and with everything open, axe finds nothing.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { buildSample, fileBase, launch, open, readOf, serve, sizeOf } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const sample = buildSample();
const REVIEW = sample.pages["a review with minutes"];
const METRIC = sample.pages["a metric"];
const INDEX = "data/search.js";
/// Before the next build is expected, whenever the sample was built.
const SOON = "2026-01-01T12:00:00Z";
let browser;
let server;
let bases;

before(async () => {
  browser = await launch();
  server = await serve(sample);
  bases = { "a server": server.base, "the disk": fileBase(sample) };
});
after(async () => {
  await browser.close();
  await server.close();
  sample.remove();
});

async function opened(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce", ...options });
  await context.clock.install({ time: options.now ?? SOON });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  await open(page, address);
  return page;
}

/** Closes a page that nothing went wrong on. */
async function close(page) {
  assert.deepEqual(page.errors, []);
  await page.context().close();
}

const seenSlides = (page) =>
  page.locator("main .band").evaluateAll((all) => all.filter((band) => band.checkVisibility()).map((band) => band.querySelector("h2").textContent));
const place = (page) => page.locator(".bar [role=status]").innerText();
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

describe("a review as slides", () => {
  for (const where of ["a server", "the disk"]) {
    test(`keys lead through every section from the agenda to the wins and back, from ${where}`, async () => {
      const page = await opened(bases[where] + REVIEW);
      const sections = await seenSlides(page);
      assert.ok(sections.length > 6 && sections[0] === "Agenda" && sections.at(-1) === "Wins", `${sections}`);
      await press(page, "p");
      for (const [index, section] of sections.entries()) {
        assert.deepEqual(await seenSlides(page), [section], "one section fills the screen");
        assert.equal(await place(page), `${index + 1} / ${sections.length}`);
        const next = sections[index + 1];
        assert.match(await page.locator(".bar").innerText(), next ? new RegExp(`Next: ${next.split(" ")[0]}`) : /The last one/);
        await press(page, "ArrowRight");
      }
      assert.deepEqual(await seenSlides(page), ["Wins"], "after the last there is none");
      await press(page, "ArrowLeft");
      assert.deepEqual(await seenSlides(page), [sections.at(-2)]);
      await press(page, "Home");
      assert.deepEqual(await seenSlides(page), ["Agenda"]);
      await press(page, "End");
      assert.deepEqual(await seenSlides(page), ["Wins"]);
      await press(page, "Escape");
      assert.deepEqual(await seenSlides(page), sections, "the page is whole again");
      assert.equal(await page.locator(".bar").count(), 0);
      await close(page);
    });

    test(`the address follows, and a reload stays where it was, from ${where}`, async () => {
      const page = await opened(bases[where] + REVIEW);
      await page.getByRole("button", { name: "Present" }).click();
      await press(page, "ArrowRight", "ArrowRight", "ArrowRight");
      const [slide] = await seenSlides(page);
      assert.match(page.url(), /#present=./);
      await page.reload();
      assert.deepEqual(await seenSlides(page), [slide]);
      await press(page, "Escape");
      assert.match(page.url(), /#(?!present)./);
      await close(page);
    });
  }

  test("space and the page keys read a long slide to its end before the next one comes", async () => {
    const page = await opened(server.base + REVIEW, { viewport: { width: 1280, height: 360 } });
    await press(page, "p");
    const sections = await page.locator("main .band").count();
    let scrolled = 0;
    for (let stop = 0; stop < 60 && !(await place(page)).startsWith(`${sections} /`); stop += 1) {
      const before = await page.evaluate(() => [at, scrollY]);
      await press(page, stop % 2 ? "Space" : "PageDown");
      const after = await page.evaluate(() => [at, scrollY]);
      assert.ok(after[0] - before[0] === 1 || (after[0] === before[0] && after[1] > before[1]), `${before} then ${after}`);
      if (after[0] === before[0]) scrolled += 1;
      else assert.equal(after[1], 0, "a slide is read from its top");
    }
    assert.ok(scrolled > 0, "some slide is longer than this screen");
    assert.match(await place(page), new RegExp(`^${sections} /`));
    await press(page, "Shift+Space", "PageUp");
    await close(page);
  });

  for (const viewport of [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }]) {
    test(`letters are large, and nothing sticks out at the sides, at ${viewport.width} × ${viewport.height}`, async () => {
      const page = await opened(server.base + REVIEW, { viewport });
      await press(page, "p");
      for (let last = ""; last !== (last = await place(page)); ) {
        const { size, wide, tall } = await page.evaluate(() => ({
          size: parseFloat(getComputedStyle(document.documentElement).fontSize),
          wide: document.documentElement.scrollWidth,
          tall: document.documentElement.scrollHeight,
        }));
        assert.ok(size >= viewport.height / 51, `${last}: ${size} px`);
        assert.ok(wide <= viewport.width, `${last}: ${wide} px wide`);
        assert.ok(tall <= viewport.height * 1.25, `${last}: ${tall} px tall`);
        await press(page, "ArrowRight");
      }
      await close(page);
    });
  }

  test("the countdown starts when somebody starts it, pauses, goes over in words, and is reset", async () => {
    const page = await opened(server.base + REVIEW);
    // From here on time passes only as the test lets it.
    await page.clock.pauseAt("2026-01-01T13:00:00Z");
    await press(page, "p");
    while (!/Next: Topics/.test(await page.locator(".bar").innerText())) await press(page, "ArrowRight");
    const clock = page.locator(".bar .clock");
    const minutes = await page.evaluate(() => clocks[at].minutes);
    assert.match(await page.locator("main .now .side").innerText(), new RegExp(`\\b${minutes} min`), "as the agenda says");
    const full = `${minutes}:00`;
    await page.clock.runFor(60_000);
    assert.equal(await clock.innerText(), full, "it waits");
    await press(page, "c");
    await page.clock.runFor(61_500);
    assert.equal(await clock.innerText(), `${minutes - 2}:59`);
    await press(page, "c");
    await page.clock.runFor(30_000);
    assert.equal(await clock.innerText(), `${minutes - 2}:59`, "it pauses");
    await page.getByRole("button", { name: "Continue" }).click();
    await press(page, "ArrowLeft", "ArrowRight");
    await page.clock.runFor((minutes - 1) * 60_000 + 79_000);
    assert.equal(await clock.innerText(), "+1:20 over");
    await press(page, "r");
    assert.equal(await clock.innerText(), full);
    await page.clock.runFor(5_000);
    assert.equal(await clock.innerText(), full, "it is not started again");
    await close(page);
  });

  test("paper does not know of slides", async () => {
    const page = await opened(server.base + REVIEW);
    const size = async () => (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type \/Page\b/g).length;
    const whole = await size();
    await press(page, "p", "ArrowRight");
    await page.emulateMedia({ media: "print" });
    assert.ok((await seenSlides(page)).length > 6);
    assert.equal(await page.locator(".bar").isVisible(), false);
    assert.equal(await size(), whole);
    await close(page);
  });
});

describe("tables", () => {
  test("a column is sorted, the other way, and back in the portfolio's order; what has no value is last", async () => {
    const page = await opened(server.base + METRIC);
    const table = page.locator("table.list").first();
    const head = table.locator("th[data-sort]", { hasText: "Value" });
    const values = () => table.locator("td.n").evaluateAll((cells) => cells.map((cell) => cell.querySelector("b")?.textContent.replaceAll(",", "") ?? ""));
    const before = await values();
    const numbers = before.filter(Boolean).map(Number);
    const missing = before.filter((value) => !value);
    await head.getByRole("button").focus();
    await press(page, "Enter");
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const sorted = await values();
    assert.deepEqual(sorted.slice(0, numbers.length).map(Number), numbers.toSorted((a, b) => a - b));
    assert.deepEqual(sorted.slice(numbers.length), missing);
    await press(page, "Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.equal(Number((await values())[0]), Math.max(...numbers));
    await press(page, "Enter");
    assert.equal(await head.getAttribute("aria-sort"), null);
    assert.deepEqual(await values(), before);
    assert.match(await page.locator(".note-now").innerText(), /order/);
    await close(page);
  });

  test("dates are sorted by day and not by their letters", async () => {
    const page = await opened(server.base + "war.html");
    const table = page.locator("table.list").first();
    await table.getByRole("button", { name: "Reviewed" }).click();
    const days = await table.locator("td[data-label=Reviewed] time").evaluateAll((all) => all.map((time) => time.dateTime));
    assert.ok(days.length > 2);
    assert.deepEqual(days, days.toSorted());
    await close(page);
  });

  test("a long list is narrowed to what has every word, and an empty box brings all back", async () => {
    const page = await opened(server.base + "catalogue.html");
    const entries = page.locator(".entry:visible");
    const all = await entries.count();
    await page.getByRole("searchbox", { name: "Filter Catalogue" }).fill("lead time change");
    const names = await entries.locator("h3").allInnerTexts();
    assert.ok(names.length >= 1 && names.length < 10, `${names}`);
    assert.ok(names.some((name) => name.startsWith("Change lead time")));
    assert.match(await page.locator(".note-now").innerText(), new RegExp(`Showing ${names.length} of ${all}`));
    await page.getByRole("searchbox", { name: "Filter Catalogue" }).fill("");
    assert.equal(await entries.count(), all);
    await close(page);
  });

  test("a table that is folded, as those of very many teams are, opens when it is narrowed and on paper", async () => {
    const page = await opened(server.base + "metrics/p1-issues.html");
    await page.locator("table.list").first().evaluate((table) => {
      const fold = document.createElement("details");
      table.before(fold);
      fold.append(table);
    });
    const rows = page.locator("details tbody tr:visible");
    assert.equal(await rows.count(), 0);
    const box = page.getByRole("searchbox", { name: "Filter As a table" });
    await box.fill("basket");
    assert.equal(await rows.count(), 1);
    await box.fill("");
    const all = await rows.count();
    assert.ok(all > 9);
    await page.locator("details").evaluate((fold) => (fold.open = false));
    assert.equal(await rows.count(), 0);
    await page.pdf();
    assert.equal(await rows.count(), all);
    await close(page);
  });

  test("a short table has no filter", async () => {
    const page = await opened(server.base + "teams.html");
    assert.equal(await page.getByRole("searchbox").count(), 0);
    await close(page);
  });
});

describe("the portfolio page", () => {
  const shown = (page) => page.locator(".matrix tbody tr:visible").count();

  for (const where of ["a server", "the disk"]) {
    test(`is narrowed by kind, topic and pillar, says so in words, and keeps it in the address, from ${where}`, async () => {
      const page = await opened(bases[where] + "index.html");
      const all = await shown(page);
      const columns = await page.locator(".matrix thead th:visible").count();
      await page.getByRole("button", { name: "Filter" }).focus();
      await press(page, "Enter", "Tab");
      assert.equal(await page.locator(":focus").getAttribute("name"), "pillar", "the next key leads to the first choice");
      await page.locator("select[name=kind]").selectOption("stream-aligned");
      const kinds = await shown(page);
      assert.ok(kinds > 0 && kinds < all);
      assert.match(await page.locator(".filters [role=status]").innerText(), new RegExp(`Showing ${kinds} of ${all} teams`));
      await page.locator("select[name=topic]").selectOption({ index: 1 });
      assert.ok((await shown(page)) <= kinds);
      await page.locator("select[name=pillar]").selectOption("security");
      assert.equal(await page.locator(".matrix thead th:visible").count(), 2);
      assert.match(await page.locator(".filters [role=status]").innerText(), /Security only/);
      for (const part of [/pillar=security/, /kind=stream-aligned/, /topic=./]) assert.match(page.url(), part);
      const narrowed = await shown(page);
      await page.reload();
      assert.equal(await shown(page), narrowed, "the address brings it back");
      await page.getByRole("button", { name: "Show all" }).click();
      assert.equal(await shown(page), all);
      assert.equal(await page.locator(".matrix thead th:visible").count(), columns);
      assert.ok(!page.url().includes("?"), page.url());
      await close(page);
    });
  }

  test("what a team said goes with the team", async () => {
    const page = await opened(server.base + "index.html?kind=platform");
    const teams = await page.locator(".matrix tbody tr:visible th > a").allInnerTexts();
    const speakers = await page.locator("main a.who:visible").allInnerTexts();
    assert.ok(speakers.length > 0);
    assert.deepEqual(speakers.filter((name) => !teams.includes(name)), []);
    await close(page);
  });

  test("an address that names what is no more shows everything", async () => {
    const page = await opened(server.base + "index.html?pillar=luck&kind=none&topic=x");
    assert.equal(await page.locator(".matrix tbody tr[hidden]").count(), 0);
    assert.equal(await page.locator(".filters").isVisible(), false);
    await close(page);
  });
});

describe("links to copy", () => {
  test("every heading and card with an address gives it, and says so", async () => {
    const page = await opened(server.base + sample.pages["a team"], { permissions: ["clipboard-read", "clipboard-write"] });
    const cards = page.locator("article.card");
    assert.equal(await cards.locator(".copy").count(), await cards.count());
    const copy = cards.first().locator(".copy");
    assert.equal(await copy.evaluate((link) => getComputedStyle(link).opacity), "0", "quiet until asked for");
    await copy.focus();
    await press(page, "Enter");
    await page.locator(".note-now", { hasText: "Copied" }).waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    const id = await cards.first().getAttribute("id");
    assert.equal(address, `${server.base}${sample.pages["a team"]}#${id}`);
    await page.clock.runFor(5_000);
    assert.equal(await page.locator(".note-now").innerText(), "");
    await close(page);
  });

  test("where nothing may be copied, the address has the link", async () => {
    const page = await opened(server.base + METRIC);
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
    await page.locator("h2#definition .copy").focus();
    await press(page, "Enter");
    await page.waitForFunction(() => location.hash === "#definition");
    assert.match(await page.locator(".note-now").innerText(), /address bar/);
    await close(page);
  });

  test("no two things of a page have one address", () => {
    for (const path of Object.values(sample.pages)) {
      const ids = [...readOf(sample, path).matchAll(/ id="?([^"\s>]+)/g)].map(([, id]) => id);
      assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), [], path);
    }
  });
});

describe("search", () => {
  for (const where of ["a server", "the disk"]) {
    test(`finds a page by the beginnings of words and leads there with keys alone, from ${where}`, async () => {
      const page = await opened(bases[where] + sample.pages["a metric of a team"]);
      await press(page, "/");
      await page.keyboard.type("chéck lead");
      const links = page.locator("dialog li a");
      await links.first().waitFor();
      assert.match(await links.first().innerText(), /Change lead time.*Checkout/);
      assert.match(await page.locator("dialog [role=status]").innerText(), /^\d+ of \d+ found$/);
      await press(page, "ArrowDown");
      assert.ok(await links.first().evaluate((link) => link === document.activeElement));
      await press(page, "ArrowUp", "Enter");
      await page.waitForURL(`${bases[where]}teams/checkout/metrics/change-lead-time.html`);
      await close(page);
    });
  }

  test("is asked for only when it is opened, once, and Escape gives the page back", async () => {
    const page = await opened(server.base + "index.html");
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const button = page.getByRole("button", { name: "Search" });
    await button.click();
    await page.waitForFunction(() => entries?.length > 100);
    await press(page, "Escape");
    assert.equal(await page.locator("dialog").isVisible(), false);
    assert.ok(await button.evaluate((element) => element === document.activeElement), "focus is where it was");
    await button.click();
    assert.deepEqual(asked, [server.base + INDEX]);
    await close(page);
  });

  test("says when the index cannot be read", async () => {
    const page = await opened(server.base + "index.html");
    await page.route("**/search.js", (route) => route.abort());
    await press(page, "/");
    await page.locator("dialog [role=status]", { hasText: "could not be read" }).waitFor();
    page.errors.length = 0;
    await close(page);
  });

  test("a reader may turn letters off as keys", async () => {
    const page = await opened(server.base + REVIEW);
    await press(page, "/");
    await page.getByRole("checkbox").uncheck();
    await press(page, "Escape");
    await page.reload();
    await press(page, "/", "p");
    assert.equal(await page.locator("dialog").isVisible(), false);
    assert.equal(await page.locator(".bar").count(), 0);
    await close(page);
  });

  test("typing in a box opens nothing", async () => {
    const page = await opened(server.base + "catalogue.html");
    await page.getByRole("searchbox").focus();
    await page.keyboard.type("a/p");
    assert.equal(await page.locator("dialog").isVisible(), false);
    assert.equal(await page.getByRole("searchbox").inputValue(), "a/p");
    await close(page);
  });

  test("every address of the index is a place of the site, and it weighs less than 60 kB", () => {
    assert.ok(sizeOf(sample, INDEX) < 60_000, `${sizeOf(sample, INDEX)} bytes`);
    const pages = runInNewContext(`${readOf(sample, INDEX)};scorpfolioPages`);
    const paths = pages.flatMap(([from, to, , , entries]) => entries.map(([name]) => from + name + to));
    assert.ok(paths.length > 500);
    const dead = paths.filter((path) => {
      const [file, id] = path.split("#");
      if (!existsSync(join(sample.folder, file))) return true;
      return id !== undefined && !readOf(sample, file).includes(`id="${id}"`);
    });
    assert.deepEqual([...dead], []);
  });
});

describe("the age of the site", () => {
  const built = JSON.parse(readOf(sample, "version.json"));
  const version = { ...built, generated_at: "2026-08-20T09:00:00Z", next_expected: "2026-09-03" };
  const at = async (now, answer) => {
    const context = await browser.newContext();
    await context.clock.setFixedTime(now);
    const page = await context.newPage();
    await page.route("**/version.json", answer);
    const asked = page.waitForRequest("**/version.json");
    await page.goto(server.base + sample.pages["a team"]);
    await (await asked).response().catch(() => null);
    return page;
  };
  const known = (route) => route.fulfill({ json: version });

  test("is said once a newer one was to be expected", async () => {
    const page = await at("2026-09-04T10:00:00Z", known);
    await page.locator(".built").waitFor();
    assert.equal(await page.locator(".built").innerText(), "Built 15 days ago");
    await page.context().close();
  });

  for (const [why, now, answer] of [
    ["before that day is over", "2026-09-03T23:00:00Z", known],
    ["where nobody answers", "2026-09-20T10:00:00Z", (route) => route.fulfill({ status: 500 })],
    ["where something else answers", "2026-09-20T10:00:00Z", (route) => route.fulfill({ body: "<p>Sign in" })],
  ]) {
    test(`is not said ${why}`, async () => {
      const page = await at(now, answer);
      const errors = [];
      page.on("pageerror", (error) => errors.push(error.message));
      // A turn of everything that waits: what was to be said would have been.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      assert.equal(await page.locator(".built").count(), 0);
      assert.deepEqual(errors, []);
      await page.context().close();
    });
  }

  test("is not asked for from the disk", async () => {
    const page = await opened(bases["the disk"] + "index.html", { now: "2030-01-01T00:00:00Z" });
    assert.equal(await page.locator(".built").count(), 0);
    await close(page);
  });
});

test("on a telephone no time of the agenda breaks, and a filter stands beside its heading", async () => {
  const page = await opened(server.base + REVIEW, { viewport: { width: 390, height: 844 } });
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll(".agenda tbody td:not(:last-child)")]
      .filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getClientRects().length !== 1;
      })
      .map((cell) => cell.textContent),
  );
  assert.deepEqual(broken, []);
  await page.goto(`${server.base}actions.html`);
  const [filter, heading, line] = await page.evaluate(() => {
    const input = document.querySelector(".band > input");
    const heading = input.parentElement.querySelector("h2");
    const letters = document.createRange();
    letters.selectNodeContents(heading);
    return [input, letters, heading].map((of) => of.getBoundingClientRect().toJSON());
  });
  assert.ok(filter.left >= heading.right, "beside the heading");
  assert.ok(Math.abs(filter.top + filter.bottom - line.top - line.bottom) / 2 <= 4, "in one line with it");
  await close(page);
});

const OPEN = {
  "a slide": [REVIEW, async (page) => press(page, "p", "ArrowRight", "ArrowRight", "c")],
  "a search with results": [
    "index.html",
    async (page) => {
      await press(page, "/");
      await page.keyboard.type("time");
      await page.locator("dialog li").first().waitFor();
    },
  ],
  "the filters of the portfolio": ["index.html?pillar=security&kind=stream-aligned", async () => {}],
  "a sorted table": [METRIC, async (page) => page.locator(".sort").first().evaluate((button) => button.click())],
  "a narrowed list": ["catalogue.html", async (page) => page.getByRole("searchbox").fill("time")],
};
for (const [kind, [path, act]] of Object.entries(OPEN)) {
  for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 360], ["dark", 360]]) {
    test(`${kind} keeps WCAG 2.2 AA and its width, ${colorScheme}, ${width} px`, async () => {
      const page = await opened(server.base + path, { colorScheme, viewport: { width, height: 720 }, bypassCSP: true });
      await act(page);
      await page.addScriptTag({ content: axeSource });
      const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), WCAG);
      assert.deepEqual(
        violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`)),
        [],
      );
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await close(page);
    });
  }
}
