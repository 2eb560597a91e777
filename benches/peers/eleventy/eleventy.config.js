// The same portfolio in Eleventy, as plain as a team would still read it: a page a team with its charts, a page a report with
// its values against the report before and the target, one index. Less than what scorpfolio makes of it, so that the comparison
// favours Eleventy. `benches/run` says where the portfolio lies.
import fs from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";

const read = (file) => parse(fs.readFileSync(file, "utf8"));

export default function (config) {
  config.addGlobalData("catalogue", () => read(path.join(process.env.PORTFOLIO, "portfolio.toml")).metric);
  config.addGlobalData("teams", () => {
    const folder = path.join(process.env.PORTFOLIO, "teams");
    return fs.readdirSync(folder).sort().map((slug) => {
      const team = read(path.join(folder, slug, "team.toml"));
      const reports = path.join(folder, slug, "reports");
      let previous;
      return {
        slug,
        team,
        reports: fs.readdirSync(reports).sort().map((file) => {
          const report = { ...read(path.join(reports, file)), slug, team, date: file.slice(0, -5), previous };
          previous = { date: report.date, metrics: report.metrics };
          return report;
        }),
      };
    });
  });
  return { dir: { input: "pages" } };
}
