import { escape, page } from "../page.js";

export const data = {
  pagination: { data: "teams", size: 1, alias: "report", before: (teams) => teams.flatMap(({ reports }) => reports) },
  permalink: ({ report }) => `teams/${report.slug}/${report.date}/index.html`,
};

export function render({ report }) {
  const list = (items) => `<ul>${(items ?? []).map((item) => `<li>${escape(item)}</li>`).join("")}</ul>`;
  const rows = Object.entries(report.metrics).map(([key, value]) => `<tr><td>${escape(key)}</td><td>${value}</td></tr>`);
  return page(
    `${report.slug} ${report.date}`,
    `<p><a href="../">Team</a></p><h2>Wins</h2>${list(report.wins)}<h2>Actions</h2>${list(report.actions)}
<table><tr><th>Metric</th><th>Value</th></tr>
${rows.join("\n")}</table>`,
  );
}
