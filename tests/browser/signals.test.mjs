// Signals as a reader meets them: each is a shape, a letter and a word, on screens of every kind and in every chart; what
// a page counts is what the data say, and it says what it counts. Which values are signals is tested beside the code.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compare, coverOf, image, isolate } from "./pixels.mjs";
import { buildOpenSource, buildSample, filesOf, launch, open, readOf, serve } from "./site.mjs";

const portfolios = { "the sample": buildSample(), "the open-source portfolio": buildOpenSource() };
const sample = portfolios["the sample"];
/// What a signal is called, the class of a point that is one, and what its judgement is called in the data.
const KINDS = {
  improvement: { point: "better", word: "improvement", judgements: ["improvement"] },
  concern: { point: "worse", word: "concern", judgements: ["concern"] },
  unusual: { point: "neutral", word: "unusually", judgements: ["neutral-high", "neutral-low"] },
};
/// How much of the square around it a shape covers: a disc π ÷ 4, a square all, a diamond half.
const COVERS = { improvement: [0.74, 0.83], concern: [0.95, 1], unusual: [0.45, 0.6] };
/// Less would not do for words of this size (WCAG 1.4.3).
const CONTRAST = 4.5;
/// Charts with flagged points: where, and what takes a point.
const DOTS = [
  ["a chart of a metric", /^teams\/[^/]+\/metrics\//, ".chart.page .KIND:not(.hollow):not(.last) rect"],
  ["the end of a chart of a metric", /^teams\/[^/]+\/metrics\//, ".chart.page .last.KIND:not(.hollow) rect"],
  ["a card", /^teams\/[^/]+\.html/, ".chart.card path.KIND:not(.last)"],
  ["the end of a card", /^teams\/[^/]+\.html/, ".chart.card path.last.KIND"],
];
const DAY = 86_400_000;

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

test("what has not moved is not said to have moved", () => {
  const said = [];
  for (const site of Object.values(portfolios)) {
    for (const path of filesOf(site, (path) => /^reviews\/.+\.html$/.test(path))) {
      const lists = readOf(site, path).matchAll(/<h3 class="moved">([^<]*)<\/h3><div class="moves">(.*?)<\/div>/gs);
      for (const [, heading, list] of lists) if (/\bunchanged\b/.test(list)) said.push(heading);
    }
  }
  assert.ok(said.length > 0, "somewhere an unchanged value stands out");
  assert.deepEqual(said.filter((heading) => /moved/i.test(heading)), []);
});

test("a value that moved against its signal stands among the deltas with its mark", async () => {
  const page = await browser.newPage();
  const bare = [];
  let still = 0;
  // A team's earlier address leads on to its page.
  const pages = filesOf(sample, (path) => /^teams\/[^/]+\.html$/.test(path) && readOf(sample, path).includes('class="card"'));
  for (const path of pages) {
    await open(page, sample.server.base + path);
    const items = await page.locator(".moves li").evaluateAll((all) => {
      const name = (of) => of?.textContent.replace(/\s+/g, " ").trim();
      const signals = [...document.querySelectorAll(".card")].filter((card) => card.querySelector(".mark b"));
      const names = new Set(signals.map((card) => name(card.querySelector("h3"))));
      return all
        .filter((item) => names.has(name(item.firstElementChild)))
        .map((item) => [name(item.firstElementChild), Boolean(item.querySelector(".mark b")), / still /.test(name(item))]);
    });
    for (const [metric, isMarked, isStill] of items) {
      if (!isMarked) bare.push(`${path}: ${metric}`);
      still += isStill;
    }
  }
  await page.close();
  assert.deepEqual(bare, []);
  assert.ok(still > 0);
});

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "print, from a dark screen": { colorScheme: "dark", media: "print" },
};
for (const [look, { media, ...options }] of Object.entries(LOOKS)) {
  describe(look, () => {
    let page;
    before(async () => {
      page = await browser.newPage({ ...options, viewport: { width: 800, height: 400 }, deviceScaleFactor: 3 });
      if (media) await page.emulateMedia({ media });
      await open(page, `${sample.server.base}pages/ways-of-working.html`);
    });
    after(() => page.close());

    for (const [place, selector] of [["the key", ".key .mark"], ["the matrix", ".matrix td span"]]) {
      test(`the marks of ${place} differ in shape, and their letters can be read`, async () => {
        const strokes = {};
        for (const kind of Object.keys(KINDS)) {
          const letter = await isolate(page, readOf(sample, "index.html"), { selector: `${selector}.${kind} > b` });
          const shows = async (text) => {
            await letter.evaluate((element, content) => element.replaceChildren(content), text);
            return image(page, letter);
          };
          // A space that does not break leaves the shape alone.
          const [shape, high] = [await shows("\u00a0"), await shows("H")];
          within(await coverOf(page, shape), COVERS[kind], kind);
          strokes[kind] = await compare(page, shape, high);
          assert.ok(strokes[kind].contrast >= CONTRAST, `H stands out from ${kind} by ${strokes[kind].contrast}:1`);
          if (look !== "forced colours") continue;
          // There a browser lays something below letters: that this is not all that can be seen has to be asked.
          const { contrast } = await compare(page, high, await shows("L"));
          assert.ok(contrast >= CONTRAST, `H and L on ${kind} differ by ${contrast}:1`);
        }
        // A letter in the colour of the ground is seen where it lies on its shape only; forced colours give it another.
        if (look === "forced colours") return;
        for (const kind of Object.keys(KINDS)) {
          const share = strokes[kind].pixels / strokes.concern.pixels;
          assert.ok(share > 0.93 && share < 1.07, `the letter lies whole on the shape of ${kind}: ${share}`);
        }
      });
    }

    for (const [place, wanted, selector] of DOTS) {
      test(`flagged points of ${place} differ in shape`, async () => {
        for (const [kind, { point }] of Object.entries(KINDS)) {
          const one = selector.replace("KIND", point);
          const dot = await isolate(page, await pageWith(page, wanted, one), { selector: one, change: firstDot });
          within(await coverOf(page, await image(page, dot)), COVERS[kind], kind);
        }
      });
    }
  });
}

/** So many periods the charts of a portfolio show: its `window`. Neither has months of a longer time. */
const windowOf = (site) => (site === sample ? 27 : 26);

for (const [portfolio, site] of Object.entries(portfolios)) {
  test(`${portfolio}: a point is flagged, in its shape and its words, where the data flag its value`, async () => {
    const page = await browser.newPage();
    const found = { improvement: 0, concern: 0, unusual: 0, none: 0 };
    const wrong = [];
    for (const { team, series } of allSeries(site).filter(({ series }) => isWhole(series))) {
      const path = `teams/${team.slug}/metrics/${series.metric}.html`;
      const shown = await page.evaluate(pointsOf, readOf(site, path));
      const recent = series.points.slice(-windowOf(site));
      const said = recent.filter((point) => point.state === "value").map((point) => flagOf(point));
      if (shown.length !== said.length) wrong.push(`${path}: ${shown.length} points, ${said.length} values`);
      for (const [index, point] of shown.entries()) {
        found[said[index]?.kind ?? "none"] += 1;
        const [kind, words] = said[index] ? [KINDS[said[index].kind].point, said[index].words] : ["", ""];
        if (point.shape !== kind || point.words !== words) wrong.push(`${path}: "${point.title}" as "${point.shape}", not ${kind} ${words}`);
      }
    }
    await page.close();
    assert.deepEqual(wrong, []);
    assert.ok(found.unusual > 10 && found.none > 500, JSON.stringify(found));
    if (site === sample) assert.ok(found.improvement > 50 && found.concern > 50, JSON.stringify(found));
  });

  test(`${portfolio}: every mark of a signal has a letter and a word, which agree`, () => {
    const wrong = [];
    let marks = 0;
    for (const path of filesOf(site, (file) => file.endsWith(".html"))) {
      for (const [whole, kind, inside] of readOf(site, path).matchAll(/<span class="(?:mark )?(improvement|concern|unusual)">(.*?)<\/span>/g)) {
        marks += 1;
        const [, letter, text] = /^<b[^>]*>([HL])<\/b>(.*)$/s.exec(inside) ?? [];
        // Of a value that moved and remains what it was the mark says “still”.
        const word = (/<i>(.*)<\/i>/.exec(text)?.[1] ?? text ?? "").trim().replace(/^still /, "");
        const side = /\b(high|low)$/.exec(word)?.[1];
        if (!word.startsWith(kind) || (side && side[0].toUpperCase() !== letter)) wrong.push(`${path}: ${whole}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(marks > 100, `${marks} marks`);
  });

  test(`${portfolio}: the opening counts the signals that the data have for the newest cycle`, () => {
    const [, lede] = /<p class="lede">(.*?)<\/p>/s.exec(readOf(site, "index.html"));
    const said = (pattern) => numberOf(pattern.exec(lede)?.[1] ?? "no");
    const newest = valuesOfNewest(site);
    const having = (...signals) => newest.filter(({ series }) => signals.includes(series.signal)).length;
    assert.deepEqual(
      {
        values: said(/Of (\S+) values/),
        concern: said(/(\w+) (?:is a concern|are concerns)/),
        improvement: said(/(\w+) (?:is an improvement|are improvements)/),
        unusual: said(/(\w+) (?:is|are) unusual/),
        usual: said(/(\w+) (?:is|are) as usual/),
        none: said(/(\w+) ha(?:s|ve) no limits/),
      },
      {
        values: newest.length,
        concern: having("concern"),
        improvement: having("improvement"),
        unusual: having("neutral-high", "neutral-low"),
        usual: having("common-cause"),
        none: having(null),
      },
      lede,
    );
  });

  test(`${portfolio}: the matrix marks every signal of the newest cycle, but for those it says it leaves out`, () => {
    const rows = readOf(site, "index.html").split("<tbody>")[1].split("</tbody>")[0].split(/<tr[^>]*>/).slice(1);
    const newest = valuesOfNewest(site);
    let complete = 0;
    for (const row of rows) {
      const slug = /href="teams\/([^/"]+)\.html"/.exec(row)[1];
      const signals = newest.filter(({ team, series }) => team.slug === slug && judged(series.signal));
      const marks = row.match(/<span class="(improvement|concern|unusual)">/g)?.length ?? 0;
      const more = [...row.matchAll(/and (\S+) more/g)].reduce((sum, [, count]) => sum + numberOf(count), 0);
      assert.ok(marks <= signals.length && marks + more >= signals.length, `${slug}: ${marks} marks, ${more} more, ${signals.length} signals`);
      if (more === 0 && marks > 0) complete += 1;
    }
    assert.ok(complete > 2, "there are rows that leave nothing out");
  });

  test(`${portfolio}: a page that counts says what it counts`, () => {
    const wrong = [];
    const counting = { signals: 0, deltas: 0 };
    for (const path of filesOf(site, (file) => /^(index|dora|cycles\/.*\d|pillars\/.*)\.html$/.test(file))) {
      const main = readOf(site, path).split("<main")[1];
      const said = [...main.matchAll(/This page counts (?:<a[^>]*>)?(signals|deltas)\b/g)].map(([, what]) => what);
      if (said.length !== 1) wrong.push(`${path} says ${said.length} times what it counts`);
      else counting[said[0]] += 1;
      const title = /<caption[^>]*>(Signals|Deltas) of each team/.exec(main)?.[1].toLowerCase();
      if (title && title !== said[0]) wrong.push(`${path} counts ${said}, and its matrix is one of ${title}`);
      const heads = [...main.matchAll(/<th scope="col" class="n (?:worse|better|neutral)">(\w+)/g)].map(([, head]) => head);
      const expected = said[0] === "signals" ? ["Concern", "Improvement", "Unusual"] : ["Worse", "Better", "Moved"];
      if (heads.length > 0) {
        if (heads.join() !== expected.join()) wrong.push(`${path} counts ${said}, and its figures ${heads}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(counting.signals > 5 && counting.deltas > 0, JSON.stringify(counting));
  });

  test(`${portfolio}: counts of deltas are not called signals, nor counts of signals deltas`, () => {
    const wrong = [];
    let counts = 0;
    for (const path of filesOf(site, (file) => /^(index|dora|pillars\/.*|metrics\/.*)\.html$/.test(file))) {
      const [, text] = readOf(site, path).split("<main");
      const deltas = /\d (better|worse|moved|steady)\b|without a delta/;
      const signals = /\d (concerns?|improvements?|unusual|as usual)\b|without limits/;
      for (const [, what, count] of text.matchAll(/By (signal|delta): ([^.]*)\./g)) {
        counts += 1;
        if ((what === "signal" ? deltas : signals).test(count)) wrong.push(`${path} says that "${count}" is by ${what}`);
      }
      // Below a strip of a page that counts signals, deltas have to say that they are.
      for (const [, count] of text.matchAll(/<p class="small">(\d+ of \d+ teams: [^<]*)</g)) {
        counts += 1;
        if (deltas.test(count) && !count.includes("delta")) wrong.push(`${path} counts "${count}"`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(counts > 10, `${counts} counts`);
  });

  test(`${portfolio}: a team is asked at most five questions, each with its facts and a question mark`, () => {
    let asked = 0;
    for (const team of teamsOf(site)) {
      const [, list] = /<ul class="said asked">(.*?)<\/ul>/s.exec(readOf(site, `teams/${team.slug}.html`)) ?? [undefined, ""];
      const items = [...list.matchAll(/<li class="(\w*)">(.*?)<\/li>/gs)];
      assert.ok(items.length <= 5, `${team.slug} is asked ${items.length} questions`);
      assert.equal(items.length, team.questions.length, team.slug);
      for (const [index, [, kind, item]] of items.entries()) {
        assert.match(item, /<a href="[^"]+">[^<]+<\/a>[^<]{10,}.*<b>[^<]+\?<\/b>/s);
        assert.equal(kind === "well", team.questions[index].kind.endsWith("improvement"), `${team.slug}: ${item}`);
      }
      asked += items.length;
    }
    assert.ok(asked > (site === sample ? 10 : 0), `${asked} questions`);
  });
}

describe("how long ago a rare event was", () => {
  const path = sample.pages["a metric of rare events"];
  for (const [days, words] of [[-3, ""], [0, ""], [1, " (1 day ago)"], [45, " (45 days ago)"]]) {
    test(`${days} days after it the page says "${words}"`, async () => {
      const bare = await seen({ javaScriptEnabled: false });
      const now = await seen({}, Date.parse(bare.day) + days * DAY + DAY / 3);
      assert.equal(now.sentence, bare.sentence.replace(bare.date, bare.date + words));
    });
  }

  test("without script the page says the day", async () => {
    const { day, date, sentence } = await seen({ javaScriptEnabled: false });
    assert.match(date, /^\d{1,2} [A-Z][a-z]+ \d{4}$/);
    assert.equal(Date.parse(`${date} UTC`), Date.parse(day));
    assert.ok(sentence.endsWith(`${date}.`), sentence);
  });

  async function seen(options, clock) {
    const context = await browser.newContext(options);
    if (clock !== undefined) await context.clock.setFixedTime(clock);
    const page = await context.newPage();
    await open(page, sample.server.base + path);
    const time = page.locator("time.ago");
    const result = {
      day: await time.getAttribute("datetime"),
      date: await time.innerText(),
      sentence: await time.locator("xpath=..").innerText(),
    };
    assert.ok(await time.isVisible());
    await context.close();
    return result;
  }
});

/** The text of the sample's first page of a kind on which a selector takes something. */
async function pageWith(page, wanted, selector) {
  const known = `${wanted} ${selector}`;
  if (pageWith.found.has(known)) return pageWith.found.get(known);
  for (const path of filesOf(sample, (file) => wanted.test(file))) {
    const text = readOf(sample, path);
    const takes = ([source, one]) => new DOMParser().parseFromString(source, "text/html").querySelector(one) !== null;
    if (await page.evaluate(takes, [text, selector])) {
      pageWith.found.set(known, text);
      return text;
    }
  }
  throw new Error(`the sample shows nothing that is ${selector}`);
}
pageWith.found = new Map();

/** Runs in the page: of a path of many dots, leaves the first. */
function firstDot(element) {
  const dots = element.getAttribute("d");
  if (dots) element.setAttribute("d", /^M[^a-z]+(?:z|l[^a-z]+)/.exec(dots)[0]);
}

/** Runs in a page: the points of the chart of a metric, given the page's text. */
function pointsOf(text) {
  const chart = new DOMParser().parseFromString(text, "text/html").querySelector("svg.chart.page");
  if (!chart) return [];
  const points = [...chart.querySelectorAll("svg[role=img]")].filter((point) => !point.closest(".missing"));
  return points.map((point) => {
    const title = point.querySelector("title").textContent;
    const classes = [...point.classList, ...(point.parentElement === chart ? [] : point.parentElement.classList)];
    return {
      title,
      words: /(?:concern, (?:high|low)|improvement, (?:high|low)|unusually (?:high|low))/.exec(title)?.[0] ?? "",
      shape: classes.filter((name) => ["better", "worse", "neutral"].includes(name)).join(" "),
    };
  });
}

function flagOf({ judgement, side }) {
  if (!judgement) return undefined;
  const [kind, { word }] = Object.entries(KINDS).find(([, known]) => known.judgements.includes(judgement));
  return { kind, words: kind === "unusual" ? `${word} ${side}` : `${word}, ${side}` };
}

function teamsOf(site) {
  const files = filesOf(site, (path) => /^data\/teams\/[^/]+\.json$/.test(path));
  const teams = files.map((path) => [path, JSON.parse(readOf(site, path))]);
  // A team that was renamed has its data under its old name, too.
  return teams.filter(([path, team]) => path.endsWith(`/${team.slug}.json`)).map(([, team]) => team);
}

function allSeries(site) {
  return teamsOf(site).flatMap((team) => team.series.map((series) => ({ team, series })));
}

function isWhole(series) {
  return series.workload === null && series.component === null;
}

function judged(signal) {
  return signal !== null && signal !== "common-cause";
}

/** The series of all teams with a value for the newest cycle that has ended: of a metric the whole, or else its parts. */
function valuesOfNewest(site) {
  const { cycles } = JSON.parse(readOf(site, "data/portfolio.json"));
  const newest = cycles.filter((cycle) => cycle.ended && cycle.skipped === null).at(-1).last;
  return teamsOf(site).flatMap((team) => {
    const wholes = new Set(team.series.filter(isWhole).map((series) => series.metric));
    const counted = team.series.filter((series) => isWhole(series) || !wholes.has(series.metric));
    const there = counted.filter(({ points }) => points.at(-1)?.period === newest && points.at(-1).state === "value");
    return there.map((series) => ({ team, series }));
  });
}

function numberOf(word) {
  const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].indexOf(word.toLowerCase());
  return small >= 0 ? small : Number(word.replaceAll(",", ""));
}

function within(value, [least, most], what) {
  assert.ok(value >= least && value <= most, `${what} covers ${value} of the square around it, not ${least} to ${most}`);
}
