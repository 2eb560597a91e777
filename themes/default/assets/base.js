// What every page offers to those who have script: the site's age, links to copy, tables to sort and filter, search.
// A page says the same without it. Controls are made here, so that nobody meets one that does nothing, and stand in room
// that is free anyway. Scripts of single pages come after this one and use what it names.

const root = new URL("../", document.currentScript.src);
const DAY = 86400000;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (className, onclick, ...children) => make("button", { type: "button", className, onclick }, ...children);
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
const days = (count) => `${count} ${count === 1 ? "day" : "days"} ago`;

// What was done is shown for a moment, and said to those who listen.
const note = document.body.appendChild(make("p", { className: "note-now", role: "status" }));
let fading;
const say = (text) => {
  note.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => (note.textContent = ""), 4000);
};

// Single letters are keys only while nobody types, and a reader may turn them off.
const store = "scorpfolio-keys";
const lettersAreKeys = () => {
  try {
    return localStorage[store] !== "off";
  } catch {
    return true;
  }
};
const isFree = (event) =>
  !(event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea, dialog")) &&
  (event.key.length > 1 || event.key === " " || lettersAreKeys());

// How long ago a rare event was: counted here, because a page that says it would be wrong tomorrow.
for (const time of all("time.ago")) {
  const count = Math.floor((Date.now() - Date.parse(time.dateTime)) / DAY);
  if (count > 0) time.insertAdjacentText("afterend", ` (${days(count)})`);
}

// The site's age, once a newer one was to be expected. Without an answer nothing is known, and nothing said.
const masthead = document.querySelector(".masthead");
const showAge = async () => {
  const version = await (await fetch(new URL("version.json", root), { cache: "no-store" })).json();
  const count = Math.floor((Date.now() - Date.parse(version.generated_at)) / DAY);
  if (Date.now() < Date.parse(version.next_expected) + DAY || !(count > 0)) return;
  masthead.append(make("p", { className: "tool built" }, `Built ${days(count)}`));
};
if (location.protocol !== "file:") showAge().catch(() => {});

// A link to copy at each heading and card that has an address of its own.
const copy = async (id) => {
  try {
    await navigator.clipboard.writeText(new URL(`#${id}`, location));
    say("Copied");
  } catch {
    location.hash = id;
    say("The address bar has the link");
  }
};
for (const place of all("main :is(h2, h3, article, section)[id]")) {
  const heading = place.matches("h2, h3") ? place : place.querySelector("h2, h3");
  if (!heading || heading.querySelector(".copy") || (heading !== place && heading.id)) continue;
  heading.ariaLabel = words(heading);
  const link = button("copy", () => copy(place.id));
  link.ariaLabel = `Copy a link to ${heading.ariaLabel}`;
  heading.append(link);
}

// Tables are sorted by a column, the other way, and back in the portfolio's own order. What has no value comes last.
const sortKey = (row, column) => {
  const cell = row.cells[column];
  if (!cell || cell.querySelector(".nothing")) return "";
  return cell.dataset.value ?? cell.querySelector("time")?.dateTime ?? words(cell.querySelector("a") ?? cell);
};
for (const table of all("table:has(th[data-sort])")) {
  const body = table.tBodies[0];
  const order = [...body.rows];
  if (order.length < 3) continue;
  for (const head of all("th[data-sort]", table)) {
    const name = words(head);
    const sort = () => {
      const way = { ascending: "descending", descending: null }[head.ariaSort];
      for (const other of all("th[aria-sort]", table)) other.ariaSort = null;
      head.ariaSort = way === undefined ? "ascending" : way;
      const sign = head.ariaSort === "descending" ? -1 : 1;
      const keys = new Map(order.map((row) => [row, sortKey(row, head.cellIndex)]));
      const isNumber = [...keys.values()].every((key) => !isNaN(key));
      const compare = (a, b) => (isNumber ? a - b : a.localeCompare(b, undefined, { numeric: true }));
      const sorted = order.toSorted(
        (a, b) => (keys.get(a) === "") - (keys.get(b) === "") || sign * compare(keys.get(a), keys.get(b)),
      );
      body.append(...(head.ariaSort ? sorted : order));
      say(head.ariaSort ? `Sorted by ${name}, ${head.ariaSort}` : "In the portfolio’s order");
    };
    head.append(button("sort", sort, ...head.childNodes));
  }
}

// Letters without their marks, so that what is typed plainly is found.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// Long lists are narrowed to the rows that have every word.
const offerFilter = (place, rows) => {
  if (!place || rows.length < 9) return;
  const texts = rows.map((row) => folded(row.textContent));
  const input = make("input", { type: "search", className: "tool", placeholder: "Filter" });
  input.ariaLabel = `Filter ${words(place.querySelector("h1, h2, h3"))}`;
  input.oninput = () => {
    const wanted = folded(input.value).split(/\s+/);
    rows.forEach((row, index) => (row.hidden = !wanted.every((word) => texts[index].includes(word))));
    for (const band of all(".band:has(.entry)")) band.hidden = !band.querySelector(".entry:not([hidden])");
    say(`Showing ${rows.filter((row) => !row.hidden).length} of ${rows.length}`);
  };
  place.append(input);
};
offerFilter(document.querySelector(".opening"), all(".entry"));
for (const band of all(".band")) offerFilter(band, all(".list tbody tr, .doing > li[id]", band));

// Search over all pages. The index is a script, so that it can be read where a page was opened from the disk.
const search = { results: make("ul"), status: make("p", { className: "small", role: "status" }) };
search.input = make("input", { type: "search", placeholder: "Search pages", ariaLabel: "Search pages" });
const load = () => {
  search.loading = true;
  const read = () => {
    search.entries = scorpfolioPages.flatMap(([from, to, kind, team, entries]) =>
      entries.map(([name, title, more = ""]) => ({
        href: new URL(from + name + to, root).href,
        title,
        is: team ? `${kind}, ${team}` : kind,
        words: wordsOf(title),
        more: wordsOf(`${kind} ${team} ${more}`),
      })),
    );
    find();
  };
  const failed = () => (search.status.textContent = "The index could not be read.");
  document.head.append(make("script", { src: new URL("data/search.js", root), onload: read, onerror: failed }));
};
const find = () => {
  const wanted = wordsOf(search.input.value);
  if (!search.entries) return;
  const isIn = (list) => (word) => list.some((other) => other.startsWith(word));
  const found = search.entries.filter(({ words, more }) => wanted.every((word) => isIn(words)(word) || isIn(more)(word)));
  // What has every word in its title goes before what is only of that team or kind.
  const rank = (entry) => !wanted.every(isIn(entry.words));
  const best = wanted.length ? found.sort((a, b) => rank(a) - rank(b)).slice(0, 30) : [];
  const item = ({ href, title, is }) => make("li", {}, make("a", { href }, title, " ", make("span", { className: "to" }, is)));
  search.results.replaceChildren(...best.map(item));
  const count = found.length > best.length ? `${best.length} of ${found.length}` : `${best.length}`;
  search.status.textContent = wanted.length ? `${count} found` : "";
};
const keys = make("input", { type: "checkbox", checked: lettersAreKeys() });
keys.onchange = () => (localStorage[store] = keys.checked ? "on" : "off");
search.dialog = make(
  "dialog",
  { ariaLabel: "Search" },
  search.input,
  search.results,
  make("div", {}, search.status, make("label", { className: "small" }, keys, " Letters are keys: / opens this")),
);
document.body.append(search.dialog);
const openSearch = () => {
  if (!search.loading) load();
  search.dialog.showModal();
  search.input.select();
};
search.input.oninput = find;
search.dialog.onclick = (event) => event.target === search.dialog && search.dialog.close();
search.dialog.onkeydown = (event) => {
  const stops = [search.input, ...all("a", search.results)];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = stops.indexOf(document.activeElement);
  if (step && at >= 0) {
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  }
  if (event.key === "Enter" && at === 0) stops[1]?.click();
};
masthead?.append(button("tool", openSearch, "Search ", make("kbd", {}, "/")));
addEventListener("keydown", (event) => {
  if (event.key !== "/" || !isFree(event)) return;
  event.preventDefault();
  openSearch();
});
