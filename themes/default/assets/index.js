// The portfolio page narrowed to a pillar, a kind of team or a topic. What is chosen stands in the address.

const [head, ...rows] = one(".matrix")?.rows ?? [];
const pillars = [...(head?.cells ?? [])].slice(1);
// The pillar of a heading: its page; a heading that has none goes by its name.
const idOf = (cell) => one("a", cell)?.href.match(/([^/]+)\.html$/)[1] ?? words(cell);
const teamOf = ({ href }) => href.match(/\/teams\/([^/.]+)/)?.[1];
const topicsOf = (row) => row.dataset.topics?.split(" ") ?? [];
const named = (ids) => [...new Set(ids)].sort().map((id) => [id, (id[0].toUpperCase() + id.slice(1)).replaceAll("-", " ")]);
const address = new URL(location);
const selects = Object.entries({
  pillar: pillars.map((cell) => [idOf(cell), words(cell)]),
  kind: named(rows.flatMap((row) => row.dataset.kind ?? [])),
  topic: named(rows.flatMap(topicsOf)),
}).map(([name, options]) => {
  const select = make("select", { name, onchange: () => narrow() });
  select.append(new Option("words.script.all", ""), ...options.map(([id, text]) => new Option(text, id)));
  select.value = address.searchParams.get(name) ?? "";
  // An address may name what is no more.
  if (select.selectedIndex < 0) select.value = "";
  return select;
});
const counted = make("p", { className: "small", role: "status" });
const reset = button("", () => narrow(selects.forEach((select) => (select.value = ""))), "words.script.show_all");
const names = ["words.script.pillar", "words.script.kind", "words.script.topic"];
const labels = names.map((name, index) => make("label", {}, name, " ", selects[index]));
const panel = make("div", { className: "filters", hidden: true }, ...labels, counted, reset);

const narrow = () => {
  const [pillar, kind, topic] = selects.map((select) => select.value);
  const isOut = (id) => pillar && id !== pillar;
  const gone = new Set();
  for (const row of rows) {
    row.hidden = (kind && row.dataset.kind !== kind) || (topic && !topicsOf(row).includes(topic));
    if (row.hidden) gone.add(teamOf(one("a", row)));
  }
  for (const row of [head, ...rows]) {
    const [, ...cells] = row.cells;
    if (cells.length < pillars.length) cells[0].colSpan = pillar ? 1 : pillars.length;
    else cells.forEach((cell, index) => (cell.hidden = isOut(idOf(pillars[index]))));
  }
  // What a team said goes with the team.
  for (const item of all("main li")) item.hidden = all("a", item).some((link) => gone.has(teamOf(link)));
  let of;
  for (const row of all(".figures tbody tr")) row.hidden = isOut((of = row.dataset.pillar ?? of));
  for (const band of all(".together")) band.hidden = !one("tbody tr:not([hidden])", band);
  for (const band of all(".distributions > .band")) band.hidden = isOut(one("h2", band).id.slice(7));
  const shown = { shown: rows.length - gone.size, all: rows.length, pillar: selects[0].selectedOptions[0].text };
  const teams = fill(pillar ? "words.script.teams_of_pillar" : "words.script.teams", shown);
  counted.textContent = gone.size ? fill("words.script.sums_of_all", { teams }) : teams;
  reset.hidden = !(pillar || kind || topic);
  for (const { name, value } of selects) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  putAddress(address);
  return !reset.hidden;
};

if (rows.length > 1) {
  const open = (isOpen) => {
    panel.hidden = !isOpen;
    toggle.ariaExpanded = isOpen;
  };
  const toggle = button("made", () => open(panel.hidden), "words.script.filter");
  document.getElementById("moved").after(toggle, panel);
  open(narrow());
}
