import { escape, page } from "../page.js";

export const data = {
  pagination: { data: "teams", size: 1, alias: "own" },
  permalink: ({ own }) => `teams/${own.slug}/index.html`,
};

const chart = (reports, key) => {
  const points = reports.flatMap(({ metrics }, at) => (key in metrics ? [[40 + 22.7 * at, metrics[key]]] : []));
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(0.0001, high - low);
  const placed = points.map(([x, value]) => [x.toFixed(1), (190 - (180 * (value - low)) / span).toFixed(1), value]);
  return `<figure><figcaption>${escape(key)}: ${values.at(-1)}</figcaption>
<svg viewBox="0 0 640 220" role="img" aria-label="${escape(key)}"><path class="axis" d="M40 10V190H630"/>
<text x="36" y="14">${high}</text><text x="36" y="190">${low}</text>
<polyline points="${placed.map(([x, y]) => `${x},${y}`).join(" ")}"/>
${placed.map(([x, y, value]) => `<circle cx="${x}" cy="${y}" r="3"><title>${value}</title></circle>`).join("")}
</svg></figure>`;
};

export function render({ own }) {
  const { team, reports } = own;
  const list = reports.map(({ date }) => `<li><a href="${date}/">${date}</a></li>`).join("");
  const charts = Object.keys(reports.at(-1).metrics).map((key) => chart(reports, key));
  return page(team.name, `<p>${escape(team.mission)}</p><ul>${list}</ul>${charts.join("\n")}`);
}
