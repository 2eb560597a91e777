// A screen on a wall has nobody who presses "reload": whatever its server does, it shows a good page, says how old it is,
// and catches up. Time is a fake clock that only the tests advance; the server is one that can fail in every way. How the
// pages look is tested elsewhere; here they are made by hand, to the words that the script reads, but for those of the
// sample at the end.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSample, filesOf, launch, readOf, serve } from "./site.mjs";

const themed = (path) => readFileSync(fileURLToPath(new URL(`../../themes/default/${path}`, import.meta.url)), "utf8");
/// The script as it is published: with the messages that it names.
const [, messages] = themed("words.toml").split("\n[script]\n");
const message = (key) => messages.match(new RegExp(`^${key} = (".*")$`, "m"))[1];
const script = themed("assets/radiator.js").replace(/"words\.script\.(\w+)"/g, (_, key) => message(key));
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/// A Thursday; the pages below were built ten minutes before it.
const NOW = new Date("2025-11-06T08:30:00Z");
const BUILD = { build: "a1", as_of: "2025-11-06", generated_at: "2025-11-06T08:20:00Z", data_through: "2025-11-02", next_expected: "2025-11-20" };
const NEWER = { ...BUILD, build: "b2", generated_at: "2025-11-06T08:34:00Z" };
const ENTRY = "radiators/lobby.html";

let browser;
let host;
let open = [];
before(async () => {
  browser = await launch();
});
after(() => browser.close());
beforeEach(async () => {
  host = await serveWall();
});
afterEach(async () => {
  await Promise.all(open.map((context) => context.close()));
  open = [];
  await host.close();
});

describe("the loop", () => {
  test("a screen gives way to the next after its time, and all that belongs to it changes with it", async () => {
    const page = await wall();
    assert.deepEqual(await view(page), { screen: "Screen 1 of a1", place: "1 / 3", now: 0, title: "Screen 1", path: ENTRY });
    await advance(page, 29 * SECOND);
    assert.equal((await view(page)).screen, "Screen 1 of a1");
    await advance(page, SECOND);
    const second = { screen: "Screen 2 of a1", place: "2 / 3", now: 1, title: "Screen 2", path: "radiators/lobby/2.html" };
    assert.deepEqual(await view(page), second);
    assert.equal(page.url(), host.base + second.path, "a reload by hand leads back to the same screen");
    await advance(page, 30 * SECOND);
    await advance(page, 30 * SECOND);
    assert.deepEqual(await view(page), { ...second, screen: "Screen 1 of a1", place: "1 / 3", now: 0, title: "Screen 1", path: "radiators/lobby/1.html" });
    assert.ok(await isSameDocument(page), "nothing was loaded anew");
  });

  test("what a screen names stands relative to its own address", async () => {
    const page = await wall();
    const isDrawn = () => page.evaluate(() => document.querySelector("#screen img").decode().then(() => true, () => false));
    assert.ok(await isDrawn(), "on the entry, a folder higher");
    await advance(page, 30 * SECOND);
    assert.ok(await isDrawn(), "on the second screen");
  });

  test("the words, the language and the look of a page come with it", async () => {
    host.page = (number) => ({ attributes: number === 2 ? 'data-offline="Getrennt. Stand {moment}" data-locale="de" data-seconds="60"' : "", theme: number === 2 ? "light" : "dark" });
    const page = await wall();
    await advance(page, 30 * SECOND);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    host.pages = host.version = "dead";
    await advance(page, 30 * SECOND);
    assert.equal((await view(page)).screen, "Screen 2 of a1", "it stands for a minute");
    await minutes(page, 3);
    assert.equal(await strip(page), "Getrennt. Stand Donnerstag, 6. November, 08:20");
  });

  test("a loop of one screen asks for itself only when there is something new", async () => {
    host.length = 1;
    const page = await wall("radiators/lobby/1.html");
    await minutes(page, 4);
    assert.equal(host.asked("pages").length, 0);
    host.build = NEWER;
    await minutes(page, 3);
    assert.equal((await view(page)).screen, "Screen 1 of b2");
    assert.equal(host.asked("pages").length, 1);
  });

  test("a screen that a new build no longer has is left for the first one", async () => {
    const page = await wall("radiators/lobby/2.html");
    host.length = 2;
    host.build = NEWER;
    await minutes(page, 1.5);
    assert.equal((await view(page)).screen, "Screen 1 of b2");
    assert.equal(await strip(page), null);
  });
});

describe("a server that fails", { timeout: 120_000 }, () => {
  for (const how of ["dead", "error", "hanging", "login", "login page", "truncated", "another page", "empty"]) {
    test(`${how}: the screen stays, says from when it is, and catches up`, async () => {
      const page = await wall();
      await advance(page, 30 * SECOND);
      const before = await view(page);
      host.pages = host.version = how;
      // Of a server that hangs no answer is to be waited for; of the others each is seen before time goes on.
      const pass = async (halfMinutes) => {
        for (let half = 0; half < halfMinutes; half += 1) {
          await (how === "hanging" ? run : advance)(page, MINUTE / 2);
          assert.deepEqual(await view(page), before);
        }
      };
      await pass(2);
      assert.equal(await strip(page), null, "one miss is nothing to speak of");
      await pass(16);
      assert.equal(await strip(page), "Offline. Showing Thursday 6 November, 08:20");
      assert.ok(await page.evaluate(() => document.body.classList.contains("trouble")));

      host.pages = host.version = "well";
      host.build = NEWER;
      await run(page, 2 * MINUTE);
      await settled(page);
      await minutes(page, 1);
      assert.match((await view(page)).screen, /of b2$/);
      assert.equal(await strip(page), null);
      assert.equal(await page.evaluate(() => document.body.classList.contains("trouble")), false);
      assert.ok(await isSameDocument(page));
    });
  }

  test("it is asked again once a minute, not more often", async () => {
    const page = await wall();
    host.pages = "error";
    await advance(page, 30 * SECOND);
    host.forget();
    for (let count = 1; count <= 5; count += 1) {
      await advance(page, 59 * SECOND);
      assert.equal(host.asked("pages").length, count - 1);
      await advance(page, SECOND);
      assert.equal(host.asked("pages").length, count);
    }
  });

  test("half a minute without an answer is a miss, and the question is taken back", async () => {
    const page = await wall();
    host.pages = "hanging";
    await run(page, 30 * SECOND);
    await host.until(() => host.hanging === 1);
    await run(page, 29 * SECOND);
    assert.equal(await page.evaluate(() => waiting), 1);
    await run(page, SECOND);
    await settled(page);
    await host.until(() => host.hanging === 0);
  });

  test("only what a page is for is shown: a login page keeps its own address to itself", async () => {
    const page = await wall();
    host.pages = "login";
    await minutes(page, 5);
    assert.doesNotMatch(await page.locator("body").innerText(), /password/i);
    assert.equal(page.url(), host.base + ENTRY);
  });

  test("a version that cannot be read for long is trouble too, though screens still turn", async () => {
    const page = await wall();
    host.version = "login page";
    await minutes(page, 8);
    assert.match(await strip(page), /^Offline\./);
    await minutes(page, 1);
    host.version = "well";
    await minutes(page, 2);
    assert.equal(await strip(page), null);
  });

  test("while it is away the first screen can be no newer than when it was opened", async () => {
    host.version = "error";
    const page = await wall();
    host.pages = "error";
    await minutes(page, 3);
    assert.equal(await strip(page), "Offline. Showing Thursday 6 November, 08:30");
  });
});

describe("a new build", () => {
  test("the version is asked for at once, then every five minutes give or take a tenth, past every cache", async () => {
    const page = await wall();
    await settled(page);
    const moments = [];
    for (let seconds = 0; seconds < 3600; seconds += 10) {
      const count = host.asked("version").length;
      await page.clock.runFor(10 * SECOND);
      await settled(page);
      if (host.asked("version").length > count) moments.push(seconds);
    }
    const gaps = moments.slice(1).map((moment, index) => moment - moments[index]);
    assert.ok(gaps.length >= 9, `${gaps.length} gaps`);
    assert.ok(gaps.every((gap) => gap >= 260 && gap <= 340), gaps.join(" "));
    assert.ok(new Set(gaps).size > 1, "not every screen of an office asks at the same moment");
    assert.ok(host.asked("version").every(({ headers }) => headers["cache-control"] === "no-cache"));
  });

  test("the next screen is fetched past every cache, and only then the site is younger", async () => {
    const page = await wall();
    host.build = NEWER;
    host.pages = "error";
    await minutes(page, 7);
    assert.match(await siteAge(page), /^Built Thursday 6 November, 08:20,/, "what is shown is still the older one");
    host.pages = "well";
    host.forget();
    await minutes(page, 2);
    assert.equal((await view(page)).screen, "Screen 2 of b2");
    assert.match(await siteAge(page), /^Built Thursday 6 November, 08:34,/);
    const [first] = host.asked("pages");
    assert.equal(first.query, "?build=b2");
    assert.equal(first.headers["cache-control"], "no-cache");
    assert.equal(await dataAge(page), "Data to Sunday 9 November 2025", "the data's day comes with the page");
  });

  test("the same build made again is younger, and nothing else", async () => {
    const page = await wall();
    host.build = { ...BUILD, generated_at: "2025-11-06T08:33:00Z" };
    await minutes(page, 6);
    assert.match(await siteAge(page), /^Built Thursday 6 November, 08:33,/);
    assert.ok(host.asked("pages").every(({ query }) => query === "?build=a1"));
  });

  test("a new theme is loaded for good, with the page that is known to be there", async () => {
    const page = await wall();
    host.style = "radiator-2.css";
    await advance(page, 30 * SECOND);
    await page.waitForURL(`${host.base}radiators/lobby/2.html?build=a1`);
    assert.equal(await isSameDocument(page), false);
    assert.equal((await view(page)).screen, "Screen 2 of a1");
  });

  test("a theme of which a part is missing is not taken", async () => {
    const page = await wall();
    host.style = "missing.css";
    await minutes(page, 5);
    assert.equal((await view(page)).screen, "Screen 1 of a1");
    assert.ok(await isSameDocument(page));
    host.style = "radiator-2.css";
    await minutes(page, 2);
    assert.equal(page.loads, 2);
  });
});

describe("the two ages", () => {
  test("data and site each say a day and how long ago, and go on counting without a server", async () => {
    const page = await wall();
    await settled(page);
    assert.equal(await dataAge(page), "Data to Sunday 2 November 2025, 4 days ago");
    assert.equal(await siteAge(page), "Built Thursday 6 November, 08:20, 10 minutes ago");
    host.pages = host.version = "dead";
    for (const [step, data, site] of [
      [MINUTE, "4 days ago", "11 minutes ago"],
      [2 * HOUR, "4 days ago", "2 hours ago"],
      [14 * HOUR, "5 days ago", "16 hours ago"],
      [3 * DAY, "8 days ago", "3 days ago"],
    ]) {
      await skip(page, step);
      assert.equal(await dataAge(page), `Data to Sunday 2 November 2025, ${data}`);
      assert.equal(await siteAge(page), `Built Thursday 6 November, 08:20, ${site}`);
    }
  });

  test("days are those of the calendar where the screen hangs", async () => {
    const page = await wall(ENTRY, { timezoneId: "Pacific/Auckland", now: new Date("2025-11-02T11:30:00Z") });
    host.build = { ...BUILD, generated_at: "2025-11-02T10:20:00Z" };
    await skip(page, 6 * MINUTE);
    assert.equal(await dataAge(page), "Data to Sunday 2 November 2025, yesterday");
  });

  test("data past the day of the next are late, by word and class", async () => {
    const page = await wall(ENTRY, { now: new Date("2025-11-20T22:00:00Z") });
    await settled(page);
    assert.equal(await dataAge(page), "Data to Sunday 2 November 2025, 18 days ago", "on the day itself nothing is late");
    assert.equal(await page.locator("#data-age.late").count(), 0);
    await skip(page, 3 * HOUR);
    assert.equal(await dataAge(page), "Data to Sunday 2 November 2025, 19 days ago; late since 20 November");
    assert.equal(await page.locator(".trouble #data-age.late").count(), 1);
    host.build = { ...NEWER, generated_at: "2025-11-21T01:00:00Z", next_expected: "2025-12-04" };
    await minutes(page, 7);
    assert.equal(await page.locator(".late, .trouble").count(), 0, "new data are in time again");
  });

  test("a clock from before the build is wrong, and counts nothing", async () => {
    const page = await wall(ENTRY, { now: new Date("2025-11-06T08:14:00Z") });
    await settled(page);
    assert.equal(await strip(page), "The clock of this screen is wrong");
    assert.equal(await dataAge(page), "Data to Sunday 2 November 2025");
    assert.equal(await siteAge(page), "Built Thursday 6 November, 08:20");
    await skip(page, 6 * MINUTE);
    assert.equal(await strip(page), null, "clocks of two machines may differ by minutes");
    assert.equal(await siteAge(page), "Built Thursday 6 November, 08:20, this minute");
  });

  test("a page that names no words has them all the same, and one that does is taken at its word", async () => {
    host.page = () => ({ attributes: 'data-built="Gebaut {moment}" data-clock="Falsche Uhr"' });
    const page = await wall(ENTRY, { now: new Date("2020-01-01T00:00:00Z") });
    await settled(page);
    assert.equal(await siteAge(page), "Gebaut Thursday 6 November, 08:20");
    assert.equal(await strip(page), "Falsche Uhr");
  });
});

describe("in the hand", () => {
  test("the arrow keys go on and back at once, and the time begins anew", async () => {
    const page = await wall();
    await advance(page, 20 * SECOND);
    await press(page, "ArrowRight");
    assert.equal((await view(page)).place, "2 / 3");
    await advance(page, 29 * SECOND);
    assert.equal((await view(page)).place, "2 / 3");
    await press(page, "ArrowLeft");
    await press(page, "ArrowLeft");
    assert.equal((await view(page)).place, "3 / 3");
    await press(page, "Control+ArrowRight");
    assert.equal((await view(page)).place, "3 / 3", "other keys are the browser's");
  });

  for (const [how, act] of [
    ["space", (page) => page.keyboard.press("Space")],
    ["the button", (page) => page.locator("#pause").click()],
    ["space on the button", (page) => page.locator("#pause").press("Space")],
  ]) {
    test(`${how} holds the screen, and lets it go on`, async () => {
      const page = await wall();
      await act(page);
      assert.equal(await page.locator("#pause").innerText(), "Continue");
      await minutes(page, 10);
      assert.equal((await view(page)).place, "1 / 3");
      await press(page, "ArrowRight");
      await minutes(page, 2);
      assert.equal((await view(page)).place, "2 / 3", "it can be leafed through meanwhile");
      await act(page);
      assert.equal(await page.locator("#pause").innerText(), "Pause");
      await advance(page, 30 * SECOND);
      assert.equal((await view(page)).place, "3 / 3");
    });
  }

  test("a screen that is held still says when it loses its server", async () => {
    const page = await wall();
    await page.keyboard.press("Space");
    host.version = "dead";
    await minutes(page, 8);
    assert.match(await strip(page), /^Offline\./);
  });

  test("the button stands where there is a pointer, and comes with a key where there is none", async () => {
    assert.ok(await (await wall()).locator("#pause").isVisible());
    const touch = await wall(ENTRY, { coarse: true });
    assert.equal(await touch.locator("#pause").isVisible(), false);
    await touch.keyboard.press("a");
    assert.ok(await touch.locator("#pause").isVisible());
  });
});

describe("on the panel", () => {
  test("a new screen fades in within 200 ms, or at once where motion is not wanted", async () => {
    for (const [reducedMotion, expected] of [["no-preference", [150]], ["reduce", []]]) {
      const page = await wall(ENTRY, { reducedMotion });
      await advance(page, 30 * SECOND);
      assert.equal((await view(page)).place, "2 / 3");
      assert.deepEqual(await page.evaluate(() => fades), expected, reducedMotion);
    }
  });

  test("the page moves by a pixel or two every few minutes", async () => {
    const page = await wall();
    const corner = () => page.evaluate(() => ["x", "y"].map((axis) => document.getElementById("screen").getBoundingClientRect()[axis]));
    const [left, top] = await corner();
    const places = [];
    for (let count = 0; count < 12; count += 1) {
      await minutes(page, 3);
      const [x, y] = await corner();
      places.push(`${x - left},${y - top}`);
      assert.ok(Math.abs(x - left) <= 2 && Math.abs(y - top) <= 2, places.at(-1));
      assert.notEqual(places.at(-1), places.at(-2));
    }
    assert.ok(new Set(places).size >= 4, places.join(" "));
  });

  test("the panel is kept awake, again whenever the page comes back into view, and quietly not where that cannot be", async () => {
    const page = await wall(ENTRY, { wakeLock: "given" });
    assert.equal(await page.evaluate(() => locks), 1);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    assert.equal(await page.evaluate(() => locks), 2);
    for (const wakeLock of ["refused", "absent"]) {
      const other = await wall(ENTRY, { wakeLock });
      await advance(other, 30 * SECOND);
      assert.equal((await view(other)).place, "2 / 3", wakeLock);
      assert.deepEqual(other.errors, [], wakeLock);
    }
  });

  test("a swap of a full screen takes the script less than 100 ms", async () => {
    host.page = () => ({ rows: 1000 });
    const page = await wall();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable");
    const spent = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ScriptDuration").value;
    await advance(page, 30 * SECOND);
    const before = await spent();
    for (let count = 0; count < 5; count += 1) await advance(page, 30 * SECOND);
    const each = ((await spent()) - before) * 1000 / 5;
    assert.ok((await page.locator("#screen *").count()) > 2900);
    assert.ok(each > 0 && each < 100, `${each} ms`);
  });

  test("the script weighs at most 9 kB", () => {
    assert.ok(Buffer.byteLength(script) <= 9000, `${Buffer.byteLength(script)} bytes`);
  });
});

describe("days", { timeout: 300_000 }, () => {
  test("a day on the wall leaves no more nodes, listeners or timers than its first hours", async () => {
    host.seconds = 120;
    const page = await wall();
    const devtools = await page.context().newCDPSession(page);
    const counted = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners, documents } = await devtools.send("Memory.getDOMCounters");
      return { nodes, jsEventListeners, documents, timers: await page.evaluate(() => timers.size) };
    };
    const day = async (hours) => {
      for (let turns = 0; turns < hours * 30; turns += 1) await advance(page, 2 * MINUTE);
    };
    // A bad hour and a new build belong to a day.
    host.pages = host.version = "error";
    await day(1);
    host.pages = host.version = "well";
    host.build = NEWER;
    await day(1);
    const early = await counted();
    await day(21);
    assert.match((await view(page)).screen, /of b2$/);
    assert.ok(await isSameDocument(page), "all this in one document");
    const late = await counted();
    assert.equal(late.timers, 1);
    for (const [what, count] of Object.entries(early)) assert.ok(late[what] <= count + 20, `${what}: ${count}, then ${late[what]}`);
    assert.deepEqual(page.errors, []);

    await day(0.9);
    assert.ok(await isSameDocument(page), "a day is not over yet");
    host.forget();
    await minutes(page, 12);
    assert.equal(await isSameDocument(page), false, "after a day the page is loaded for good");
    assert.equal(page.loads, 2, "and only once");
  });

  test("the page is not loaded for good while its server fails", async () => {
    const page = await wall();
    host.pages = "error";
    await skip(page, 25 * HOUR);
    await minutes(page, 3);
    assert.ok(await isSameDocument(page));
    host.pages = "well";
    await minutes(page, 2);
    assert.equal(page.loads, 2);
  });
});

describe("a copy on the disk", () => {
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "scorpfolio-wall-"));
    const files = ["lobby.html", "lobby/1.html", "lobby/2.html", "lobby/3.html"].map((name) => `radiators/${name}`);
    const given = { length: 3, seconds: 30, style: "radiator.css", build: BUILD, page: () => ({ attributes: 'data-expected="2025-11-20"' }) };
    for (const path of [...files, ...Object.keys(ASSETS)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), ASSETS[path] ?? pageAt(path, given));
    }
  });
  after(() => rmSync(folder, { recursive: true }));
  const onDisk = (path) => pathToFileURL(join(folder, path)).href;

  test("its loop turns by itself and by keys, without a word of being offline", async () => {
    const page = await wall(onDisk(ENTRY));
    for (const number of [2, 3, 1, 2]) {
      await run(page, 30 * SECOND);
      await page.waitForURL(onDisk(`radiators/lobby/${number}.html`));
    }
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(onDisk("radiators/lobby/1.html"));
    await page.keyboard.press("Space");
    await run(page, 10 * MINUTE);
    assert.equal(page.url(), onDisk("radiators/lobby/1.html"));
    assert.equal(await strip(page), null);
    assert.deepEqual(page.errors, []);
  });

  test("it says how old its data are, that they are late, and that a clock cannot be right", async () => {
    const late = await wall(onDisk(ENTRY), { now: new Date("2025-11-21T09:00:00Z") });
    assert.equal(await dataAge(late), "Data to Sunday 2 November 2025, 19 days ago; late since 20 November");
    const early = await wall(onDisk(ENTRY), { now: new Date("1970-01-01T09:00:00Z") });
    assert.equal(await strip(early), "The clock of this screen is wrong");
  });
});

describe("the screens of the sample", () => {
  let sample;
  let server;
  before(async () => {
    sample = buildSample();
    server = await serve(sample);
  });
  after(async () => {
    await server.close();
    sample.remove();
  });
  /// The longest loop: the pages from its entry on, as each names the next, until one comes again.
  const loop = () => {
    const entries = filesOf(sample, (path) => /^radiators\/[^/]+\.html$/.test(path) && readOf(sample, path).includes("data-next="));
    const loops = entries.map((entry) => {
      const paths = [entry];
      for (;;) {
        const next = readOf(sample, paths.at(-1)).match(/data-next="([^"]+)"/)[1];
        const path = new URL(next, new URL(paths.at(-1), "http://host/")).pathname.slice(1);
        if (paths.includes(path)) return paths;
        paths.push(path);
      }
    });
    return loops.sort((a, b) => b.length - a.length)[0];
  };

  test("each is swapped in as it is when opened by itself, and carries both ages", async () => {
    const paths = loop();
    assert.ok(paths.length > 3, paths.join(" "));
    const now = new Date(JSON.parse(readOf(sample, "version.json")).generated_at);
    const page = await wall(server.base + paths[0], { now });
    await settled(page);
    const seen = () => page.evaluate(() => [document.body.dataset.path, document.title, document.querySelector("#screen").outerHTML, document.querySelector(".place").textContent, document.querySelector(".steps").innerHTML]);
    const swapped = [];
    for (const path of paths) {
      assert.equal(await page.evaluate(() => document.body.dataset.path), path);
      assert.match(await siteAge(page), /^Built \w+day .*, (this minute|.* ago)$/);
      swapped.push(await seen());
      await advance(page, 1000 * (await page.evaluate(() => document.body.dataset.seconds)));
    }
    assert.ok(await isSameDocument(page));
    assert.deepEqual(page.errors, []);
    for (const [index, path] of paths.entries()) {
      await page.goto(server.base + path);
      assert.deepEqual(await seen(), swapped[index]);
    }
  });

  test("without script each leads to the next by itself", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    open.push(context);
    const visited = [];
    // Nobody waits for half a minute here: what the page says is taken, but at once.
    await context.route(/\.html$/, async (route) => {
      const path = route.request().url().slice(server.base.length);
      visited.push(path);
      const text = readOf(sample, path);
      const seconds = text.match(/data-seconds="(\d+)"/)[1];
      const refresh = `content="${seconds}; url=`;
      const again = visited.indexOf(path) < visited.length - 1;
      const body = again ? text.replace(/<noscript>.*?<\/noscript>/, '<link rel="icon" href="data:,end">') : text.replace(refresh, 'content="0; url=');
      assert.ok(text.includes(refresh), path);
      await route.fulfill({ contentType: "text/html", body });
    });
    const paths = loop();
    const page = await context.newPage();
    const last = readOf(sample, paths.at(-1)).match(/data-next="([^"]+)"/)[1];
    const ended = new Promise((resolve) => page.on("load", () => visited.length > paths.length && resolve()));
    await page.goto(server.base + paths[0], { waitUntil: "commit" });
    await ended;
    assert.deepEqual(visited, [...paths, new URL(last, new URL(paths.at(-1), "http://host/")).pathname.slice(1)]);
  });
});

/// A page of the wall, opened at NOW on a clock that stands still.
async function wall(place = ENTRY, { now = NOW, coarse = false, wakeLock = "given", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, timezoneId: "UTC", ...options });
  open.push(context);
  await context.clock.install({ time: now });
  await context.clock.pauseAt(now);
  await context.addInitScript(watch, { coarse, wakeLock });
  const page = await context.newPage();
  page.errors = [];
  page.loads = 0;
  page.on("load", () => (page.loads += 1));
  page.on("pageerror", (error) => page.errors.push(error.message));
  page.on("console", (message) => {
    // Chromium tells of each answer that is none by itself; what the page does about it is what the tests look at.
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) page.errors.push(message.text());
  });
  await page.goto(new URL(place, host.base).href);
  await page.evaluate(() => (window.opened = true));
  // What is asked at once is answered before time goes on: on a slow machine half a minute would pass it by.
  await advance(page, 0);
  return page;
}

/// Runs in the page before its script: counts what the tests ask for.
function watch({ coarse, wakeLock }) {
  window.waiting = 0;
  const fetch = window.fetch;
  window.fetch = async (...question) => {
    window.waiting += 1;
    try {
      const response = await fetch(...question);
      const text = await response.text();
      // Read already, so that what follows an answer follows at once, before the tests let time go on.
      return { ok: response.ok, status: response.status, text: async () => text };
    } finally {
      window.waiting -= 1;
    }
  };
  window.timers = new Set();
  const { setTimeout, clearTimeout, matchMedia } = window;
  window.setTimeout = (job, wait) => {
    const timer = setTimeout(() => (window.timers.delete(timer), job()), wait);
    window.timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => (window.timers.delete(timer), clearTimeout(timer));
  window.fades = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, time) {
    window.fades.push(time);
    return animate.call(this, frames, time);
  };
  if (coarse) window.matchMedia = (query) => (query.includes("pointer: fine") ? { matches: false } : matchMedia(query));
  window.locks = 0;
  const request = async () => {
    window.locks += 1;
    if (wakeLock === "refused") throw new DOMException("no", "NotAllowedError");
  };
  Object.defineProperty(navigator, "wakeLock", { value: wakeLock === "absent" ? undefined : { request } });
}

/// Lets time pass, timer by timer.
async function run(page, time) {
  await page.clock.runFor(time);
}

/// Lets time pass up to a moment when nothing is asked any more.
async function advance(page, time) {
  await run(page, time);
  await settled(page);
}

async function minutes(page, count) {
  for (let half = 0; half < 2 * count; half += 1) await advance(page, MINUTE / 2);
}

/// As when a machine sleeps: all that is due happens once.
async function skip(page, time) {
  await page.clock.fastForward(time);
  await settled(page);
}

function settled(page) {
  return page.waitForFunction(() => window.waiting === 0);
}

async function press(page, key) {
  await page.keyboard.press(key);
  await settled(page);
}

function isSameDocument(page) {
  return page.evaluate(() => window.opened === true);
}

function view(page) {
  return page.evaluate(() => ({
    screen: document.querySelector("#screen h1").textContent,
    place: document.querySelector(".place").textContent,
    now: [...document.querySelectorAll(".steps li")].findIndex((step) => step.className === "now"),
    title: document.title,
    path: document.body.dataset.path,
  }));
}

/// The words of the strip, if it is shown.
async function strip(page) {
  return (await page.locator("#strip").isVisible()) ? page.locator("#strip").innerText() : null;
}

function dataAge(page) {
  return page.locator("#data-age").innerText();
}

function siteAge(page) {
  return page.locator("#site-age").innerText();
}

const ASSETS = {
  "assets/radiator.js": script,
  "assets/radiator.css": "body { margin: 3vmin }",
  "assets/radiator-2.css": "body { margin: 4vmin }",
  "assets/shape.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
};
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const LOGIN = "<!doctype html><title>Log in</title><body><form><label>Password <input type=password></label></form></body></html>";

/// A page of the loop, or nothing where there is none; `given` is a host.
function pageAt(path, given) {
  const number = path === ENTRY ? 1 : Number(path.match(/^radiators\/lobby\/(\d+)\.html$/)?.[1]);
  if (!(number >= 1 && number <= given.length)) return undefined;
  const near = (step) => `${path === ENTRY ? "lobby/" : ""}${((number - 1 + step + given.length) % given.length) + 1}.html`;
  const top = path === ENTRY ? "../" : "../../";
  const { attributes = "", theme = "dark", rows = 0 } = given.page(number);
  const day = given.build.build === "a1" ? ["2025-11-02", "Sunday 2 November 2025"] : ["2025-11-09", "Sunday 9 November 2025"];
  const steps = Array.from({ length: given.length }, (_, index) => `<li${index === number - 1 ? ' class="now"' : ""}>`).join("");
  return `<!doctype html>
<html lang="en" data-theme="${theme}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Screen ${number}</title>
<link rel="stylesheet" href="${top}assets/${given.style}"><script src="${top}assets/radiator.js" defer></script>
</head>
<body class="radiator" data-path="${path}" data-next="${near(1)}" data-previous="${near(-1)}" data-version="${top}version.json" ${attributes || `data-seconds="${given.seconds}"`}>
<main id="screen"><h1>Screen ${number} of ${given.build.build}</h1><img src="${top}assets/shape.svg" alt="">
${"<p><b>1</b><i>2</i></p>".repeat(rows)}</main>
<footer id="stamp"><span class="place">${number} / ${given.length}</span><ol class="steps">${steps}</ol>
<p id="ages"><span id="data-age">Data to <time datetime="${day[0]}">${day[1]}</time></span> <span id="site-age"></span></p>
<p id="strip" role="status" hidden></p><button id="pause" hidden>Pause</button></footer>
</body></html>
`;
}

/// A host of a wall. `pages` and `version` say how it fails: "well" is not at all. It remembers what it was asked.
async function serveWall() {
  const host = { length: 3, seconds: 30, style: "radiator.css", build: BUILD, page: () => ({}), pages: "well", version: "well" };
  let questions = [];
  const waiting = [];
  const changed = () => waiting.splice(0).forEach((look) => look());
  host.hanging = 0;
  host.asked = (kind) => questions.filter((question) => question.kind === kind);
  host.forget = () => (questions = []);
  host.until = async (holds) => {
    while (!holds()) await new Promise((resolve) => waiting.push(resolve));
  };
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, "http://host");
    // Under a folder, as links that climb too high would not be noticed at the top of a host.
    const path = pathname.startsWith("/site/") ? pathname.slice("/site/".length) : "";
    const kind = path === "version.json" ? "version" : !path.startsWith("radiators/") ? "others" : request.headers["sec-fetch-mode"] === "navigate" ? "loads" : "pages";
    questions.push({ kind, path, query: search, headers: request.headers });
    changed();
    const send = (status, type, text) => response.writeHead(status, { "content-type": type, "cache-control": "max-age=600" }).end(text);
    const text = kind === "version" ? JSON.stringify(host.build) : (ASSETS[path] ?? pageAt(path, host));
    const type = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", json: "application/json" }[path.split(".").pop()] ?? "text/html";
    if (path === "login") return send(200, "text/html", LOGIN);
    switch (host[kind]) {
      case "dead":
        return request.socket.destroy();
      case "error":
        return send(500, "text/html", "<!doctype html><h1>Internal server error</h1>");
      case "hanging":
        host.hanging += 1;
        return response.on("close", () => {
          host.hanging -= 1;
          changed();
        });
      case "login":
        return response.writeHead(302, { location: "/site/login" }).end();
      case "login page":
        return send(200, "text/html", LOGIN);
      case "truncated":
        return send(200, type, text.slice(0, -30));
      case "another page":
        return send(200, type, pageAt("radiators/lobby/3.html", host).replace("lobby/3.html", "other/3.html"));
      case "empty":
        return send(200, type, "");
      default:
        return text === undefined ? send(404, "text/html", "<!doctype html><h1>Not found</h1></html>") : send(200, type, text);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  host.base = `http://127.0.0.1:${server.address().port}/site/`;
  host.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return host;
}
