// What every browser test stands on: a portfolio built by the release binary into a sub-path, a server for it, and
// Chromium. Says which pages there are to look at; judges none of them.

import { execFileSync } from "node:child_process";
import { accessSync, constants, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, extname, join, normalize, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const program = join(repository, "target", "release", "scorpfolio");
/// Where the site stands on its host: no link may count on being at the top.
const SUB_PATH = "/some/sub/path/";

/** The sample portfolio, with one page of every kind; `moved` leads from addresses that are no more to where they are now. */
export function buildSample() {
  const site = buildFrom(repository);
  const course = (...signs) => seriesPage(site, signs);
  const pages = {
    "the portfolio": "index.html",
    "the newest cycle": newestCycle(site),
    "a cycle": "cycles/2026-01-04.html",
    "the teams": "teams.html",
    "a team": mostOf(site, (path) => /^teams\/[^/]+\.html$/.test(path)),
    "a report": richestReports(site, 1)[0],
    "a metric of a team": "teams/checkout/metrics/change-lead-time.html",
    "a metric of a team by workload": "teams/checkout/metrics/p95-response-time.html",
    "a metric with both kinds of signals": course('class="worse"', 'class="better"', 'class="last better"'),
    "a metric where neither way is better": course('class="neutral"', 'class="last neutral"'),
    "a metric with a new baseline": course('class="rebase"', ">upper ", ">lower "),
    "a metric with a new definition": course('class="break"', 'class="chart trend page"', ">Redefined"),
    "a metric of rare events": course('class="ago"', 'class="event"'),
    "a metric with a spent objective": course('class="slo spent"', 'class="hatch"'),
    "a workload": "teams/checkout/workloads/payments-api.html",
    "a metric": "metrics/change-lead-time.html",
    "a pillar": "pillars/reliability.html",
    "the DORA metrics": "dora.html",
    "the actions": "actions.html",
    "the notices": "notads.html",
    "a notice": mostOf(site, (path) => /^notads\//.test(path)),
    "the incidents": "incidents.html",
    "an incident": mostOf(site, (path) => /^incidents\//.test(path)),
    "the releases": "releases.html",
    "the topics": "topics.html",
    "the tech shares": "tech-shares.html",
    "a tech share": mostOf(site, (path) => /^tech-shares\//.test(path)),
    "the wins": "wins.html",
    "the well-architected reviews": "war.html",
    "a well-architected review": mostOf(site, (path) => /^teams\/[^/]+\/war\//.test(path)),
    "the review meetings": "reviews.html",
    "the next review": mostOf(site, (path) => /^reviews\/[^/]+\/next\.html$/.test(path)),
    "a review with minutes": mostOf(site, (path) => /^reviews\/[^/]+\/\d/.test(path) && readOf(site, path).includes('id="minutes"')),
    "a quarter": mostOf(site, (path) => /^quarters\//.test(path)),
    // What is on a wall is a kind of its own: see radiators.test.mjs.
    "the screens": "radiators.html",
    "the catalogue": "catalogue.html",
    "about": "about.html",
    "a free page": "pages/ways-of-working.html",
    "not found": "404.html",
  };
  const moved = { "teams/payments-ui.html": "teams/checkout.html", "cycles/latest.html": newestCycle(site) };
  return { ...site, pages, moved };
}

/** Ten real projects over 68 cycles: longer series and other words than the sample's. */
export function buildOpenSource() {
  const root = mkdtempSync(join(tmpdir(), "scorpfolio-portfolio-"));
  cpSync(join(repository, "tests", "portfolios", "open-source"), root, { recursive: true });
  const site = buildFrom(root);
  rmSync(root, { recursive: true });
  const pages = {
    "the portfolio": "index.html",
    "a cycle": newestCycle(site),
    "a team": mostOf(site, (path) => /^teams\/[^/]+\.html$/.test(path)),
    "a report": richestReports(site, 1)[0],
    "a metric of a team": mostOf(site, (path) => /^teams\/[^/]+\/metrics\//.test(path)),
    "a metric": "metrics/deployment-frequency.html",
    "the DORA metrics": "dora.html",
  };
  return { ...site, pages };
}

/** The site of a portfolio, and what removes it. */
export function buildFrom(root) {
  const parent = mkdtempSync(join(tmpdir(), "scorpfolio-site-"));
  const folder = join(parent, ...SUB_PATH.split("/"));
  execFileSync(program, ["build", "--root", root, "--output", folder, "--no-cache"], { stdio: "pipe" });
  return { parent, folder, remove: () => rmSync(parent, { recursive: true }) };
}

/** Paths of the site's files that `wanted` takes, relative to its folder and with slashes. */
export function filesOf(site, wanted) {
  return readdirSync(site.folder, { recursive: true })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => wanted(path) && statSync(join(site.folder, path)).isFile())
    .sort();
}

export function readOf(site, path) {
  return readFileSync(join(site.folder, path), "utf8");
}

export function sizeOf(site, path) {
  return statSync(join(site.folder, path)).size;
}

/** The team reports with most on them, the fullest first. */
export function richestReports(site, count) {
  const reports = filesOf(site, (path) => /^teams\/[^/]+\/\d{4}-\d\d-\d\d\.html$/.test(path));
  return reports.sort((a, b) => sizeOf(site, b) - sizeOf(site, a)).slice(0, count);
}

function newestCycle(site) {
  return filesOf(site, (path) => /^cycles\/\d{4}-\d\d-\d\d\.html$/.test(path)).at(-1);
}

/** The page of a team's metric with most on it that has all of these signs in its markup. */
function seriesPage(site, signs) {
  const pages = filesOf(site, (path) => /^teams\/[^/]+\/metrics\//.test(path));
  const fitting = pages.filter((path) => signs.every((sign) => readOf(site, path).includes(sign)));
  if (fitting.length === 0) throw new Error(`no metric of a team in the sample shows ${signs.join(" and ")}`);
  return fitting.sort((a, b) => sizeOf(site, b) - sizeOf(site, a))[0];
}

function mostOf(site, wanted) {
  return filesOf(site, wanted).sort((a, b) => sizeOf(site, b) - sizeOf(site, a))[0];
}

const TYPES = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Serves the site as a static host does: under the sub-path only, with the site's own page for what is missing. */
export async function serve(site) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const within = path.startsWith(SUB_PATH) ? normalize(path.slice(SUB_PATH.length) || "index.html") : "..";
    try {
      if (within.startsWith("..")) throw new Error("outside the site");
      const content = readFileSync(join(site.folder, within));
      response.writeHead(200, { "content-type": TYPES[extname(within)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404, { "content-type": TYPES[".html"] }).end(readFileSync(join(site.folder, "404.html")));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}${SUB_PATH}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base, close };
}

/** The address of the site's folder on the disk. */
export function fileBase(site) {
  return pathToFileURL(site.folder + sep).href;
}

/** Debian's Chromium; every name but this machine's leads nowhere, so that no test depends on a network. */
export function launch() {
  return chromium.launch({
    executablePath: programInPath("chromium"),
    args: ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
  });
}

export function programInPath(name) {
  for (const folder of process.env.PATH.split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder may have it.
    }
  }
  throw new Error(`${name} is not installed`);
}

/** Opens a page, whole: a page that is not there is an error of the test, not a page. */
export async function open(page, address) {
  const response = await page.goto(address, { waitUntil: "load" });
  if (response && !response.ok()) throw new Error(`${address} answers ${response.status()}`);
}
