// Turns the screens of a wall, keeps them new, says how old they are. Never leaves a page for one it has not seen.
// Reads of body: data-path (its place in the site), data-next, data-previous, data-expected (of the next
// data), data-unread (what could not be read), and DEFAULTS as data-offline and so on. Swaps
// #screen, .place, .steps, #data-age, title, attributes of html and body. Fills #site-age, #strip, #pause and a span in
// #data-age, which is .late past the day of the next data. In any trouble body is .trouble.

const DEFAULTS = {
  offline: "words.script.offline",
  clock: "words.script.clock",
  built: "words.script.built_at",
  late: "words.script.late",
  pause: "words.script.pause",
  continue: "words.script.continue",
  locale: "words.script.locale",
  seconds: "30",
  version: "../../version.json",
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const { body } = document;
const [age, siteAge, strip, button] = ["data-age", "site-age", "strip", "pause"].map((id) => document.getElementById(id));
const onDisk = location.protocol === "file:";
// Resolved once, as a swap changes the address.
const versionUrl = new URL(word("version"), location);
const root = new URL(".", versionUrl);
const loaded = assetsOf(document, location);
const opened = Date.now();
let path = body.dataset.path ?? pathAt(location);

// The version in view, and a newer one that the next page must be of.
let shown;
let coming;
// Bad answers in a row.
const misses = { turn: 0, poll: 0 };
let gone;
let paused;
const walk = ["1px 1px", "-1px 1px", "-1px -1px", "1px -1px"];

// One timer, set for what is due first.
const start = performance.now();
const jobs = { turn: () => inLine(turn), poll: () => inLine(poll), tell, shift, abort: () => request.abort() };
const due = { turn: start + stay(), poll: onDisk ? Infinity : start, tell: start, shift: start + 3 * MINUTE };
let line = Promise.resolve();
let timer;
let request;

function run() {
  for (const name of Object.keys(due)) {
    if (due[name] > performance.now()) continue;
    delete due[name];
    jobs[name]();
  }
  again();
}

function again(name, wait) {
  if (name) due[name] = performance.now() + wait;
  clearTimeout(timer);
  timer = setTimeout(run, Math.max(0, Math.min(...Object.values(due)) - performance.now()));
}

// One question at a time, however slow the server.
function inLine(job) {
  line = line.finally(job).catch(() => {});
}

async function ask(url, cache) {
  request = new AbortController();
  again("abort", MINUTE / 2);
  try {
    const response = await fetch(url, { cache, signal: request.signal });
    if (!response.ok) throw new Error(`${response.status} ${url}`);
    return await response.text();
  } finally {
    delete due.abort;
  }
}

async function poll() {
  try {
    const version = JSON.parse(await ask(versionUrl, "no-store"));
    if (!version.build || !Date.parse(version.generated_at)) throw new Error("no version");
    // The same build, made again, is only younger.
    if (!shown || version.build === shown.build) [shown, coming] = [version];
    else coming = version;
    misses.poll = 0;
  } catch {
    misses.poll += 1;
  }
  tell();
  again("poll", misses.poll ? MINUTE : (4.5 + Math.random()) * MINUTE);
}

async function turn(way = "next") {
  const from = new URL(path, root);
  // A new build may have fewer screens: the loop is entered anew.
  const url = gone ? new URL(from.href.replace(/\/\d+\.html$/, ".html")) : new URL(body.dataset[way] ?? "", from);
  try {
    if (onDisk) location.replace(url);
    else await visit(url);
    gone = false;
    misses.turn = 0;
  } catch (error) {
    gone = /^404 .*\.html/.test(error.message);
    misses.turn += 1;
  }
  tell();
  if (!paused) again("turn", misses.turn ? MINUTE : stay());
}

async function visit(url) {
  const old = performance.now() - start >= DAY;
  // The only screen of a loop stays.
  if (pathAt(url) === path && !coming && !old) return;
  // Past every cache on the way.
  const version = coming ?? shown;
  const fresh = new URL(version ? `?build=${version.build}` : "", url);
  const text = await ask(fresh, coming ? "no-store" : "no-cache");
  const page = new DOMParser().parseFromString(text, "text/html");
  const screen = text.includes("</html>") && page.querySelector(".radiator #screen");
  if (!screen || page.body.dataset.path !== pathAt(url)) throw new Error("another page");
  const assets = assetsOf(page, url);
  if (old || assets.some((asset) => !loaded.includes(asset))) {
    // A real load, of what is there with all it needs.
    for (const asset of assets) await ask(asset);
    location.replace(fresh);
  } else {
    [shown, coming] = [version];
    swap(page, screen, url);
  }
}

function swap(page, screen, url) {
  // The new screen is relative to its own address.
  history.replaceState(null, "", url);
  path = pathAt(url);
  document.title = page.title;
  for (const part of ["html", "body"]) {
    for (const { name, value } of page.querySelector(part).attributes) document.querySelector(part).setAttribute(name, value);
  }
  for (const part of [".place", ".steps", "#data-age"]) {
    document.querySelector(part)?.replaceChildren(...(page.querySelector(part)?.childNodes ?? []));
  }
  document.getElementById("screen").replaceWith(screen);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) screen.animate({ opacity: [0, 1] }, 150);
}

// Both ages, and any trouble.
function tell() {
  const now = Date.now();
  const today = new Date(now).setHours(0, 0, 0, 0);
  const dataDay = dayOf(age.querySelector("time")?.dateTime);
  const dueDay = dayOf(shown?.next_expected ?? body.dataset.expected);
  const built = shown && Date.parse(shown.generated_at);
  // Good clocks may differ by minutes.
  const wrong = built ? now < built - 5 * MINUTE : today < dataDay;
  const late = !wrong && today > dueDay;
  const offline = misses.turn > 1 || misses.poll > 1;

  // Rounded: some days are 23 hours long.
  const days = Math.round((dataDay - today) / DAY);
  const ago = age.querySelector("span") ?? age.appendChild(document.createElement("span"));
  say(ago, (!wrong && days <= 0 ? `, ${relative(days, "day")}` : "") + (late ? `; ${word("late", day(dueDay))}` : ""));
  age.classList.toggle("late", late);
  if (built) say(siteAge, word("built", moment(built)) + (wrong ? "" : `, ${since(Math.max(0, now - built))}`));
  const words = [offline && word("offline", moment(built ?? opened)), wrong && word("clock")].filter(Boolean);
  say(strip, words.join(" · "));
  strip.hidden = !words.length;
  body.classList.toggle("trouble", offline || late || wrong || !!body.dataset.unread);
  again("tell", MINUTE);
}

// A screen reader would read an unchanged text out again.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function since(span) {
  const [unit, length] = span < HOUR ? ["minute", MINUTE] : span < 2 * DAY ? ["hour", HOUR] : ["day", DAY];
  return relative(-Math.floor(span / length), unit);
}

function relative(count, unit) {
  return new Intl.RelativeTimeFormat(word("locale"), { numeric: "auto" }).format(count, unit);
}

// Midnight here, or NaN, which is before and after nothing.
function dayOf(text) {
  return Date.parse(`${text?.slice(0, 10)}T00:00`);
}

function day(time, weekday) {
  return new Date(time).toLocaleDateString(word("locale"), { weekday, day: "numeric", month: "long" });
}

function moment(time) {
  return `${day(time, "long")}, ${new Date(time).toLocaleTimeString(word("locale"), { timeStyle: "short" })}`;
}

function word(name, value) {
  return (body.dataset[name] ?? DEFAULTS[name]).replace(/\{\w+\}/, () => value);
}

// Nothing bright stands still for ever.
function shift() {
  walk.push(walk.shift());
  body.style.translate = walk[0];
  again("shift", 3 * MINUTE);
}

function stay() {
  return word("seconds") * 1000;
}

function pathAt(url) {
  return url.pathname.slice(root.pathname.length);
}

function assetsOf(page, base) {
  const named = page.querySelectorAll("link[rel=stylesheet], script[src]");
  return Array.from(named, (one) => new URL(one.getAttribute("href") ?? one.getAttribute("src"), base).href);
}

function pause() {
  paused = !paused;
  misses.turn = 0;
  again("turn", paused ? Infinity : stay());
  button.textContent = word(paused ? "continue" : "pause");
}

function press(event) {
  button.hidden = false;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "ArrowLeft") inLine(() => turn("previous"));
  if (event.key === "ArrowRight") inLine(turn);
  // The button has its own space.
  if (event.key === " " && event.target !== button && !event.repeat) pause();
}

// A lock ends when the page is out of view.
function stayAwake() {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
}

document.onkeydown = press;
document.onvisibilitychange = stayAwake;
button.onclick = pause;
button.hidden = !matchMedia("(pointer: fine)").matches;
stayAwake();
run();
