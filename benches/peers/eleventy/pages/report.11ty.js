import { escape, number, page } from "../page.js";

export const data = {
  pagination: { data: "teams", size: 1, alias: "report", before: (teams) => teams.flatMap(({ reports }) => reports) },
  permalink: ({ report }) => `teams/${report.slug}/${report.date}/index.html`,
};

const against = ({ better, decimals }, value, old) => {
  if (old === undefined) {
    return `<td class="none">none</td><td class="none">none</td>`;
  }
  const change = value - old;
  const state = change === 0 ? "same" : change < 0 === (better === "lower") ? "better" : "worse";
  return `<td class="number">${number(old, decimals)}</td><td class="number ${state}">${number(change, decimals)}</td>`;
};

const row = (metric, value, old) => {
  const lower = metric.better === "lower";
  const met = lower ? value <= metric.target : value >= metric.target;
  return `<tr class="metric ${met ? "met" : "missed"}"><th scope="row"><a href="../#${metric.key}">${escape(metric.label)}</a></th><td class="number"><strong>${number(value, metric.decimals)}</strong> <span class="unit">${escape(metric.unit)}</span></td>
${against(metric, value, old)}
<td class="number"><span class="bound">${lower ? "at most" : "at least"}</span> ${number(metric.target, metric.decimals)}</td><td class="state">${met ? "target met" : "target missed"}</td></tr>`;
};

export function render({ report, catalogue }) {
  const list = (items) => `<ul>${(items ?? []).map((item) => `<li>${escape(item)}</li>`).join("")}</ul>`;
  const { metrics, previous } = report;
  const rows = catalogue.filter(({ key }) => key in metrics).map((metric) => row(metric, metrics[metric.key], previous?.metrics[metric.key]));
  const before = previous ? ` <a href="../${previous.date}/" rel="prev">${previous.date}</a>` : "";
  return page(
    `${report.team.name} ${report.date}`,
    ` <a href="../">${escape(report.team.name)}</a>${before}`,
    `<p>Sprint ${report.sprint}, <strong class="status ${report.status}">${report.status}</strong></p>
<h2>Wins</h2>${list(report.wins)}
<h2>Actions</h2>${list(report.actions)}
<table><tr><th>Metric</th><th>Value</th><th>Before</th><th>Change</th><th>Target</th><th>State</th></tr>
${rows.join("\n")}
</table>`,
  );
}
