import { escape, page } from "../page.js";

export const data = { permalink: "index.html" };

export function render({ teams }) {
  const row = ({ slug, team }) =>
    `<tr><td><a href="teams/${slug}/">${escape(team.name)}</a></td><td>${escape(team.area)}</td><td>${escape(team.lead)}</td></tr>`;
  return page("Engineering portfolio", "", `<table><tr><th>Team</th><th>Area</th><th>Lead</th></tr>${teams.map(row).join("\n")}</table>`);
}
