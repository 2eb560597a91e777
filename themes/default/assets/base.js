// What every page offers to those who have script: the site's age, links to copy, tables to sort and filter, search.
// A page says the same without it. Controls are made here, so that nobody meets one that does nothing, and stand in room
// that is free anyway. Scripts of single pages come after this one and use what it names.

const root = new URL("../", document.currentScript.src);
const DAY = 864e5;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (className, onclick, ...children) => make("button", { type: "button", className, onclick }, ...children);
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
const daysSince = (moment) => Math.floor((Date.now() - Date.parse(moment)) / DAY);
// A message with what stands for its names in braces.
const fill = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const ago = (days) => new Intl.RelativeTimeFormat("words.script.locale").format(-days, "day");

const putAddress = (address) => history.replaceState(null, "", address);

// What was done is shown for a moment, and said to those who listen.
const note = make("p", { className: "note-now", role: "status" });
let fading;
const say = (text) => {
  note.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(say, 4000, "");
};

// Letters are keys only while nobody types, and a reader may turn them off.
const letters = make("input", { type: "checkbox", checked: true });
try {
  letters.checked = !localStorage.noKeys;
  letters.onchange = () => (localStorage.noKeys = letters.checked ? "" : 1);
} catch {
  // Where nothing may be stored, the choice is this page's.
}
const isFree = ({ target, key }) => {
  const isTyped = target.closest?.("input, select, textarea, dialog");
  return !isTyped && (key.length > 1 || key === " " || letters.checked);
};
const onKey = (act) =>
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isFree(event)) return;
    if (act(event)) event.preventDefault();
  });

// How long ago a rare event was: counted here, because a page that says it would be wrong tomorrow.
for (const time of all("time.ago")) {
  const days = daysSince(time.dateTime);
  if (days > 0) time.after(` (${ago(days)})`);
}

// The site's age, once a newer one was to be expected. Without an answer nothing is known, and nothing said.
const masthead = one(".masthead");
const showAge = async () => {
  const version = await (await fetch(new URL("version.json", root), { cache: "no-store" })).json();
  const days = daysSince(version.generated_at);
  if (days > 0 && daysSince(version.next_expected) > 0) masthead.append(make("p", { className: "made built" }, fill("words.script.built", { ago: ago(days) })));
};
if (location.protocol !== "file:") showAge().catch(() => {});

// A link to copy at each heading and card that has an address of its own.
const copy = async (id) => {
  try {
    await navigator.clipboard.writeText(new URL(`#${id}`, location));
    say("words.script.copied");
  } catch {
    location.hash = id;
    say("words.script.in_address_bar");
  }
};
for (const place of all("main :is(h2, h3, article, section)[id]")) {
  const heading = place.matches("h2, h3") ? place : one("h2, h3", place);
  if (!heading || (heading.id && heading !== place) || one(".copy", heading)) continue;
  heading.ariaLabel = words(heading);
  const link = button("copy", () => copy(place.id));
  link.ariaLabel = fill("words.script.copy", { heading: heading.ariaLabel });
  heading.append(link);
}

// Tables are sorted by a column, the other way, and back in the portfolio's own order. What has no value comes last.
const sortKey = (cell) => {
  if (!cell || one(".nothing", cell)) return "";
  // Of a cell for a number, the number that stands first in it.
  const plain = cell.textContent.replaceAll("words.numbers.group", "").replaceAll("words.numbers.decimal", ".");
  const [, minus, number] = cell.matches(".n") ? plain.match(/(−?)\D*([\d.]+)/) ?? [] : [];
  if (number) return (minus && "-") + number;
  return cell.dataset.value ?? one("time", cell)?.dateTime ?? words(one("a", cell) ?? cell);
};
for (const head of all("th[data-sort]")) {
  const table = head.closest("table");
  const order = [...table.tBodies[0].rows];
  const name = words(head);
  const sort = () => {
    const way = { ascending: "descending", descending: null }[head.ariaSort];
    for (const other of all("th", table)) other.ariaSort = null;
    head.ariaSort = way === undefined ? "ascending" : way;
    const key = (row) => sortKey(row.cells[head.cellIndex]);
    const compare = (a, b) => (isNaN(a) || isNaN(b) ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
    const sorted = order
      .map((row) => [key(row), row])
      .sort(([a], [b]) => !a - !b || compare(a, b) * (head.ariaSort === "descending" ? -1 : 1));
    table.tBodies[0].append(...(head.ariaSort ? sorted.map(([, row]) => row) : table.order));
    const sorts = { ascending: "words.script.sorted_up", descending: "words.script.sorted_down" };
    say(fill(sorts[head.ariaSort] ?? "words.script.own_order", { column: name }));
  };
  table.order ??= order;
  if (order.length > 2) head.append(button("sort", sort, ...head.childNodes));
}

// Letters without their marks, so that what is typed plainly is found.
const wordsOf = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const hasAll = (list, wanted) => wanted.every((word) => list.some((other) => other.startsWith(word)));

// Long lists are narrowed to the rows that have words which begin like every one that is typed.
const offerFilter = (place, rows) => {
  if (rows.length < 9) return;
  const input = make("input", { type: "search", className: "made", placeholder: "words.script.filter" });
  input.ariaLabel = fill("words.script.filter_of", { heading: words(one("h1, h2, h3", place)) });
  input.oninput = () => {
    for (const row of rows) row.hidden = !hasAll(wordsOf(row.textContent), wordsOf(input.value));
    for (const fold of all("details:has(.list)", place)) fold.open ||= input.value;
    for (const band of all(".band:has(.entry)")) band.hidden = !one(".entry:not([hidden])", band);
    say(fill("words.script.showing", { shown: rows.filter((row) => !row.hidden).length, all: rows.length }));
  };
  place.append(input);
};
// Paper has no way to open what is folded.
addEventListener("beforeprint", () => {
  for (const fold of all("details:has(.list)")) fold.open = true;
});
offerFilter(one(".opening"), all(".entry"));
for (const band of all(".band")) offerFilter(band, all(".list tbody tr, .doing > li[id]", band));

// Search over all pages. The index is a script, so that it can be read where a page was opened from the disk.
const query = make("input", { type: "search", placeholder: "words.script.search_pages", ariaLabel: "words.script.search_pages" });
const results = make("ul");
const count = make("p", { className: "small", role: "status" });
let entries;
const load = () => {
  entries = [];
  const onload = () => {
    entries = scorpfolioPages.flatMap(([from, to, kind, team, own]) =>
      own.map(([name, title, more]) => {
        const is = team ? `${kind}, ${team}` : kind;
        return { href: new URL(from + name + to, root), title, is, titled: wordsOf(title), known: wordsOf(`${title} ${is} ${more}`) };
      }),
    );
    find();
  };
  const onerror = () => (count.textContent = "words.script.no_index");
  document.head.append(make("script", { src: new URL("data/search.js", root), onload, onerror }));
};
const find = () => {
  const wanted = wordsOf(query.value);
  const found = entries.filter(({ known }) => wanted[0] && hasAll(known, wanted));
  // What has every word in its title goes before what is only of that team or kind.
  found.sort((a, b) => hasAll(b.titled, wanted) - hasAll(a.titled, wanted));
  const best = found.slice(0, 30);
  const item = ({ href, title, is }) => make("li", {}, make("a", { href }, `${title} `, make("span", { className: "to" }, is)));
  results.replaceChildren(...best.map(item));
  count.textContent = wanted[0] ? fill("words.script.found", { shown: best.length, found: found.length }) : "";
};
query.oninput = find;
const about = make("div", {}, count, make("label", { className: "small" }, letters, " ", "words.script.letters"));
const dialog = make("dialog", { ariaLabel: "words.script.search" }, query, results, about);
const search = () => {
  if (!entries) load();
  dialog.showModal();
  query.select();
  return true;
};
dialog.onclick = ({ target }) => {
  if (target === dialog) dialog.close();
};
dialog.onkeydown = (event) => {
  const stops = [query, ...all("a", results)];
  const at = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && !at) stops[1]?.click();
  if (!step || at < 0) return;
  event.preventDefault();
  stops[at + step]?.focus();
};
masthead?.append(button("made", search, "words.script.search", " ", make("kbd", {}, "/")));
onKey(({ key }) => key === "/" && search());
document.body.append(dialog, note);
