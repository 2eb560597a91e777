// Office screens: every screen of the sample's loops at five sizes, dark and light. What is read from five metres is large
// enough and stands out enough, nothing sticks out, is cut or lies on something else, and pages are small. How screens turn
// and stay new is tested elsewhere.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { buildSample, filesOf, launch, open, readOf, serve, sizeOf } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
  { width: 1280, height: 720, scale: 1 },
  { width: 1920, height: 1080, scale: 1 },
  { width: 3840, height: 2160, scale: 1 },
  { width: 1920, height: 1080, scale: 2 },
  { width: 1080, height: 1920, scale: 1 },
];
/// The written loops, which hold every kind of screen, and a loop that nobody wrote.
const LOOPS = ["lobby", "commerce", "portfolio", "checkout"];
const KINDS = ["portfolio", "pillar", "team", "metric", "war", "wins", "notads", "next-review", "incidents", "tech-shares"];
/// In hundredths of the shorter side.
const LEAST = { anything: 4.8, body: 6, number: 15, foot: 3.6, margin: 3 };
/// What a screen may have to say of itself, and the least size of what is read then: an offline strip takes its room from it.
const STATES = [
  ["in time", LEAST.body],
  ["late", LEAST.body],
  ["offline", LEAST.anything],
];
const ROWS = 10;
const NUMBERS = 6;

const sample = buildSample();
const of = (loop) => filesOf(sample, (path) => path.startsWith(`radiators/${loop}/`));
const screens = LOOPS.flatMap(of);
/// The written loops have every kind: the others are looked at in one size.
const written = LOOPS.slice(0, 2).flatMap(of);
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

test("the loops show every kind of screen, in dark and in light", () => {
  const kinds = new Set(screens.map((path) => /<main id="screen" class="([a-z-]+)/.exec(readOf(sample, path))[1]));
  assert.deepEqual([...kinds].sort(), [...KINDS].sort());
  const themes = new Set(screens.map((path) => /data-theme="(\w+)"/.exec(readOf(sample, path))[1]));
  assert.deepEqual([...themes].sort(), ["dark", "light"]);
});

test("a screen weighs less than 20 kB, and with all that it loads less than 60 kB", () => {
  const heavy = screens.filter((path) => sizeOf(sample, path) > 20_000);
  assert.deepEqual(heavy, []);
  const assets = filesOf(sample, (path) => /^assets\/radiator-/.test(path));
  assert.ok(assets.some((path) => path.endsWith(".css")));
  const total = assets.reduce((sum, path) => sum + sizeOf(sample, path), 0);
  assert.ok(total < 40_000, `${total} bytes`);
});

test("without script a loop leads through all of its screens and back to the first", () => {
  for (const loop of LOOPS) {
    const all = filesOf(sample, (path) => path.startsWith(`radiators/${loop}/`));
    const next = (path) => {
      const html = readOf(sample, path);
      const [, seconds, to] = /<noscript><meta http-equiv="refresh" content="(\d+); url=([^"]+)"><\/noscript>/.exec(html);
      assert.equal(seconds, /data-seconds="(\d+)"/.exec(html)[1]);
      assert.equal(to, /data-next="([^"]+)"/.exec(html)[1]);
      return new URL(to, `http://host/${path}`).pathname.slice(1);
    };
    const seen = [];
    let path = next(`radiators/${loop}.html`);
    // The entry shows the first screen, so it leads to the second.
    while (!seen.includes(path)) {
      seen.push(path);
      path = next(path);
    }
    assert.deepEqual([...seen].sort(), [...all].sort(), loop);
  }
});

test("walls show no money, threats or names until they are turned on", () => {
  const lobby = filesOf(sample, (path) => /^radiators\/(lobby|portfolio)\//.test(path)).map((path) => readOf(sample, path));
  const commerce = filesOf(sample, (path) => path.startsWith("radiators/commerce/")).map((path) => readOf(sample, path)).join();
  for (const word of ["€", "Open threats", "Critical vulnerabilities", "thanks to", "facilitates"]) {
    assert.ok(!lobby.some((html) => html.includes(word)), word);
  }
  for (const word of ["€", "thanks to", "facilitates"]) assert.ok(commerce.includes(word), word);
  assert.ok(!commerce.includes("Open threats"));
});

for (const { width, height, scale } of SIZES) {
  describe(`${width} × ${height}, ${scale} device pixels a pixel`, () => {
    let context;
    let bypassing;
    before(async () => {
      const options = { viewport: { width, height }, deviceScaleFactor: scale, reducedMotion: "reduce" };
      context = await browser.newContext(options);
      bypassing = await browser.newContext({ ...options, bypassCSP: true });
    });
    after(async () => {
      await context.close();
      await bypassing.close();
    });

    for (const path of width === 1280 ? screens : written) {
      test(`${path} can be read from across the room`, async () => {
        const page = await context.newPage();
        const complaints = [];
        page.on("console", (message) => {
          if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
        });
        page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
        page.on("request", (request) => {
          if (!request.url().startsWith(server.base) && !request.url().startsWith("data:")) complaints.push(request.url());
        });
        await open(page, server.base + path);
        for (const [state, body] of STATES) {
          await page.evaluate(pretend, state);
          const found = await page.evaluate(measure, { LEAST: { ...LEAST, body }, ROWS, NUMBERS });
          complaints.push(...found.map((complaint) => `${state}: ${complaint}`));
        }
        await page.close();
        assert.deepEqual(complaints, []);
      });
    }

    test("no digit of a long number is cut", async () => {
      const page = await context.newPage();
      await open(page, `${server.base}radiators/lobby/1.html`);
      const found = [];
      for (const [size, number] of [["long", "1,992"], ["longer", "41,992"]]) {
        for (const few of [false, true]) {
          await page.evaluate(lengthen, { size, number, few });
          const complaints = await page.evaluate(measure, { LEAST, ROWS, NUMBERS });
          found.push(...complaints.map((complaint) => `${size}, ${few ? "few" : "all"}: ${complaint}`));
        }
      }
      await page.close();
      assert.deepEqual(found, []);
    });

    test("axe finds nothing", async () => {
      if (width !== 1920 || scale !== 1) return;
      const page = await bypassing.newPage();
      for (const path of written) {
        await open(page, server.base + path);
        await page.evaluate(axeSource);
        const found = await page.evaluate(async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
          const { violations } = await window.axe.run({ runOnly: tags });
          return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
        });
        assert.deepEqual(found, [], path);
      }
      await page.close();
    });
  });
}

/// Makes the numbers of a screen what they are in a portfolio of a thousand teams: runs in the page.
function lengthen({ size, number, few }) {
  const list = document.querySelector(".numbers");
  list.className = `numbers ${size}`;
  if (few) while (list.children.length > 3) list.lastElementChild.remove();
  for (const big of list.querySelectorAll(".big")) {
    big.querySelector("b").textContent = number;
    big.classList.add("concern");
    for (const unit of big.querySelectorAll(".unit")) unit.remove();
  }
}

/// Puts the screen into a state, in the script's own words: runs in the page.
function pretend(state) {
  const age = document.getElementById("data-age");
  const strip = document.getElementById("strip");
  const inTime = state === "in time";
  document.body.classList.toggle("trouble", !inTime);
  age.classList.toggle("late", !inTime);
  age.querySelector("span").textContent = inTime ? ", 12 days ago" : ", 112 days ago; late since 30 September";
  document.getElementById("site-age").textContent = "Built Wednesday 30 September, 08:20, 59 minutes ago";
  strip.textContent = state === "offline" ? "Offline. Showing Wednesday 30 September, 08:20" : "";
  strip.hidden = state !== "offline";
  document.getElementById("pause").hidden = false;
}

/// What is wrong with the screen in view: runs in the page.
function measure({ LEAST, ROWS, NUMBERS }) {
  const complaints = [];
  const unit = Math.min(innerWidth, innerHeight) / 100;
  const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const paper = rgb(getComputedStyle(document.body).backgroundColor);
  const name = (element) => `${element.className || element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}”`;

  // The elements that hold text of their own.
  const texts = [...document.querySelectorAll("body *")].filter(
    (element) =>
      !element.closest("svg, script, noscript") &&
      visible(element) &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
  );
  if (texts.length < 4) complaints.push("hardly any text");
  for (const element of texts) {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize) / unit;
    const least = element.closest("#ages")
      ? LEAST.foot
      : element.matches(".big b")
        ? LEAST.number
        : element.matches("h1, .who, .value, .label, .empty")
          ? LEAST.body
          : LEAST.anything;
    if (size < least - 0.01) complaints.push(`${name(element)}: ${size.toFixed(2)} vmin, at least ${least}`);
    const ratio = contrast(rgb(style.color), paper);
    const wanted = element.matches(".big b, .value") ? 7 : 4.5;
    if (ratio < wanted) complaints.push(`${name(element)}: contrast ${ratio.toFixed(2)}, at least ${wanted}`);
  }

  // Nothing leaves the safe margin or its own box; what is too long ends in an ellipsis that the style has set.
  const margin = LEAST.margin * unit - 0.5;
  const boxes = [];
  for (const element of texts) {
    const style = getComputedStyle(element);
    const shortened = ["hidden", "clip"].includes(style.overflowX) && (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none");
    const box = element.getBoundingClientRect();
    if (box.left < margin || box.top < margin || box.right > innerWidth - margin || box.bottom > innerHeight - LEAST.margin * unit + 1) {
      complaints.push(`${name(element)} leaves the safe margin: ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
    }
    if (!shortened && element.scrollWidth > element.clientWidth + 1 && style.display !== "inline") complaints.push(`${name(element)} is wider than its box`);
    if (style.webkitLineClamp === "none" && style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 2 && style.display !== "inline") {
      const descent = parseFloat(style.fontSize) * 0.3;
      if (element.scrollHeight > element.clientHeight + descent) complaints.push(`${name(element)} is higher than its box`);
    }
    // Where the glyphs are, not the box that a grid gives them.
    const range = document.createRange();
    range.selectNodeContents(element);
    for (const rect of range.getClientRects()) {
      // Capitals and descenders fill the middle of a line's box; the rest of it is air.
      const air = Math.max(0, (rect.height - parseFloat(style.fontSize) * 0.95) / 2);
      const clipped = {
        left: Math.max(rect.left, box.left),
        right: Math.min(rect.right, box.right),
        top: Math.max(rect.top + air, box.top),
        bottom: Math.min(rect.bottom - air, box.bottom),
      };
      if (clipped.right - clipped.left > 1 && clipped.bottom - clipped.top > 1) boxes.push({ element, ...clipped });
    }
  }
  // Everybody knows whose wall it is: its name makes room for what the screen shows, and for the place in a list.
  for (const said of document.querySelectorAll(".title span:not(.wall)")) {
    if (said.scrollWidth > said.clientWidth + 1) complaints.push(`${name(said)} is cut`);
  }
  // An ellipsis that is right for a name makes another number of a number.
  for (const big of document.querySelectorAll(".big")) {
    if (big.scrollWidth > big.clientWidth + 1) complaints.push(`${name(big)} loses digits`);
  }
  for (const svg of document.querySelectorAll(".spark svg")) {
    if (!visible(svg)) continue;
    const { left, right, top, bottom } = svg.getBoundingClientRect();
    boxes.push({ element: svg.parentElement, left, right, top, bottom });
  }
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (one.element === other.element || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 1 && down > 1) complaints.push(`${name(one.element)} lies on ${name(other.element)}`);
    }
  }
  for (const element of document.querySelectorAll("main, .rows, .numbers, .rows > li, .numbers > li")) {
    if (element.scrollHeight > element.clientHeight + 0.5 * unit && visible(element)) complaints.push(`${name(element)} runs over by ${element.scrollHeight - element.clientHeight} px`);
  }
  if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth) complaints.push("the page scrolls");

  if (document.querySelectorAll(".rows > li").length > ROWS) complaints.push("too many rows");
  if (document.querySelectorAll(".numbers > li").length > NUMBERS) complaints.push("too many numbers");
  for (const row of document.querySelectorAll(".rows > li")) {
    if (row.querySelectorAll(":scope > .spark").length > 1 || row.querySelectorAll(":scope > .status").length > 1) complaints.push("a row of more than one line or status");
  }
  // What stays off the wall is said in every state.
  for (const note of document.querySelectorAll(".note")) if (!visible(note)) complaints.push(`${name(note)} is not there`);
  // A status is a shape and a word, not a colour alone.
  for (const status of document.querySelectorAll(".status")) {
    const mark = getComputedStyle(status, "::before");
    if (!status.textContent.trim() || parseFloat(mark.width) < 1) complaints.push(`${name(status)} has no shape or no word`);
  }
  const line = document.querySelector(".spark .line");
  if (line && visible(line)) {
    const factor = line.getScreenCTM().a / unit;
    if (parseFloat(getComputedStyle(line).strokeWidth) * factor < 0.6) complaints.push("the line is too thin");
    const last = document.querySelector(".spark .last");
    if (last && parseFloat(getComputedStyle(last).strokeWidth) * factor < 1.5) complaints.push("the last point is too small");
  }
  const nodes = document.querySelectorAll("*").length;
  if (nodes > 400) complaints.push(`${nodes} nodes`);
  if (document.querySelectorAll("h1").length !== 1) complaints.push("not one h1");
  return complaints;

  function rgb(color) {
    return color.match(/[\d.]+/g).slice(0, 3).map(Number);
  }
  function luminance(color) {
    const [red, green, blue] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }
}
