import { escape, number, page } from "../page.js";

export const data = {
  pagination: { data: "teams", size: 1, alias: "own" },
  permalink: ({ own }) => `teams/${own.slug}/index.html`,
};

const chart = (reports, { key, label, unit, decimals, target }) => {
  const points = reports.flatMap(({ date, metrics }, at) => (key in metrics ? [[40 + 22.7 * at, metrics[key], date]] : []));
  const values = [target, ...points.map(([, value]) => value)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(0.0001, high - low);
  const height = (value) => (190 - (180 * (value - low)) / span).toFixed(1);
  const placed = points.map(([x, value, date]) => [x.toFixed(1), height(value), value, date]);
  return `<figure id="${key}"><figcaption>${escape(label)}: ${values.at(-1)} ${escape(unit)}</figcaption>
<svg viewBox="0 0 640 220" role="img" aria-label="${escape(label)}"><path class="axis" d="M40 10V190H630"/>
<text x="36" y="14">${number(high, decimals)}</text><text x="36" y="190">${number(low, decimals)}</text>
<path class="target" d="M40 ${height(target)}H630"/><text x="634" y="${height(target)}">${target}</text>
<polyline points="${placed.map(([x, y]) => `${x},${y}`).join(" ")}"/>
${placed.map(([x, y, value, date]) => `<circle class="point" cx="${x}" cy="${y}" r="3"><title>${date}: ${number(value, decimals)} ${escape(unit)}</title></circle>`).join("")}
</svg></figure>`;
};

export function render({ own, catalogue }) {
  const { team, reports } = own;
  const list = reports.map(({ date, status }) => `<li><a href="${date}/">${date}</a> ${status}</li>`).join("");
  return page(team.name, " ", `<p>${escape(team.mission)}</p><ul>${list}</ul>${catalogue.map((metric) => chart(reports, metric)).join("\n")}`);
}
