// The same portfolio in Eleventy, as plain as it can be: a page a team with its charts, a page a report, one index. Less than
// what scorpfolio makes of it, so that the comparison favours Eleventy. `benches/run` says where the portfolio lies.
import fs from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";

const read = (file) => parse(fs.readFileSync(file, "utf8"));

export default function (config) {
  config.addGlobalData("teams", () => {
    const folder = path.join(process.env.PORTFOLIO, "teams");
    return fs.readdirSync(folder).sort().map((slug) => {
      const reports = path.join(folder, slug, "reports");
      return {
        slug,
        team: read(path.join(folder, slug, "team.toml")),
        reports: fs.readdirSync(reports).sort().map((file) => ({ slug, date: file.slice(0, -5), ...read(path.join(reports, file)) })),
      };
    });
  });
  return { dir: { input: "pages" } };
}
