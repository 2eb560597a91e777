// The portfolio page narrowed to a pillar, a kind of team or a topic. What is chosen stands in the address.

const matrix = document.querySelector(".matrix");
const rows = matrix ? [...matrix.tBodies[0].rows] : [];
const heads = matrix ? [...matrix.tHead.rows[0].cells].slice(1) : [];
const idOf = (head) => head.querySelector("a").href.match(/([^/]+)\.html$/)[1];
const spoken = (id) => id[0].toUpperCase() + id.slice(1).replaceAll("-", " ");
const told = (read) => [...new Set(rows.flatMap(read))].filter(Boolean).sort().map((id) => [id, spoken(id)]);
const topicsOf = (row) => (row.dataset.topics ?? "").split(" ");
const choices = {
  pillar: ["Pillar", heads.map((head) => [idOf(head), words(head)])],
  kind: ["Kind of team", told((row) => row.dataset.kind ?? "")],
  topic: ["Topic", told(topicsOf)],
};
const selects = {};
const asked = new URL(location).searchParams;
const labels = Object.entries(choices).map(([key, [name, options]]) => {
  const select = make("select", { onchange: () => narrow(true) }, new Option("all", ""));
  select.append(...options.map(([value, text]) => new Option(text, value)));
  select.value = asked.get(key) ?? "";
  // An address may name what is no more.
  if (select.selectedIndex < 0) select.value = "";
  selects[key] = select;
  return make("label", {}, `${name} `, select);
});
const clear = () => {
  for (const select of Object.values(selects)) select.value = "";
  narrow(true);
};
const counted = make("p", { className: "small", role: "status" });
const reset = button("plain", clear, "Show all");
const panel = make("div", { className: "filters", hidden: true }, ...labels, counted, reset);

const narrow = (remember) => {
  const { pillar, kind, topic } = Object.fromEntries(Object.entries(selects).map(([key, select]) => [key, select.value]));
  for (const row of rows) {
    row.hidden = (kind && row.dataset.kind !== kind) || (topic && !topicsOf(row).includes(topic));
    const cells = [...row.cells].slice(1);
    if (cells.length < heads.length) cells[0].colSpan = pillar ? 1 : heads.length;
    else cells.forEach((cell, index) => (cell.hidden = pillar && idOf(heads[index]) !== pillar));
  }
  for (const head of heads) head.hidden = pillar && idOf(head) !== pillar;
  // What one team said goes with its team.
  const linkOf = (row) => row.cells[0].querySelector("a").href;
  const hidden = new Set(rows.filter((row) => row.hidden).map(linkOf));
  for (const item of all("main li")) item.hidden = all("a", item).some((link) => hidden.has(link.href));
  let of = "";
  for (const row of all(".figures tbody tr")) row.hidden = pillar && (of = row.dataset.pillar ?? of) !== pillar;
  for (const band of all(".together")) band.hidden = !band.querySelector("tbody tr:not([hidden])");
  for (const band of all(".distributions > .band")) {
    band.hidden = pillar && band.querySelector("h2").id !== `across-${pillar}`;
  }
  const shown = rows.length - hidden.size;
  const only = pillar ? `, ${selects.pillar.selectedOptions[0].text} only` : "";
  const count = hidden.size ? `${shown} of ${rows.length}` : `all ${rows.length}`;
  counted.textContent = `Showing ${count} teams${only}.${hidden.size ? " Figures and distributions are of all teams." : ""}`;
  reset.hidden = !(pillar || kind || topic);
  if (!remember) return;
  const address = new URL(location);
  for (const [key, select] of Object.entries(selects)) {
    if (select.value) address.searchParams.set(key, select.value);
    else address.searchParams.delete(key);
  }
  try {
    history.replaceState(null, "", address);
  } catch {
    // From the disk a browser may not let an address change.
  }
};

if (rows.length > 1) {
  const toggle = button("tool", () => open(panel.hidden), "Filter");
  const open = (isOpen) => {
    panel.hidden = !isOpen;
    toggle.ariaExpanded = isOpen;
  };
  matrix.closest("section").querySelector("h2").after(panel, toggle);
  open(Object.values(selects).some((select) => select.value));
  narrow(false);
}
