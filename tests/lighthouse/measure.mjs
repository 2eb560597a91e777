// What Lighthouse says of the sample's pages, on a telephone and on a desk: a table, and failure below what SCREENS asks for.
// It is not among the tests, because it measures time as well: a busy machine makes a fast page look slow.

import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { buildSample, programInPath, serve } from "../browser/site.mjs";

const LEAST = 99;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const KINDS = ["the portfolio", "a team", "a report", "the next review", "a metric of a team", "the well-architected reviews"];
const LOOKS = { telephone: undefined, desk: desktopConfig };

const sample = buildSample();
const server = await serve(sample);
const browser = await launch({
  chromePath: programInPath("chromium"),
  chromeFlags: ["--headless=new", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
let isBelow = false;
try {
  console.log(["page", "on", ...CATEGORIES].join("\t"));
  for (const kind of KINDS) {
    for (const [look, config] of Object.entries(LOOKS)) {
      const address = server.base + sample.pages[kind];
      const options = { port: browser.port, onlyCategories: CATEGORIES, logLevel: "error" };
      const { lhr } = await lighthouse(address, options, config);
      if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
      const scores = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
      console.log([kind, look, ...scores].join("\t"));
      for (const [index, category] of CATEGORIES.entries()) {
        if (scores[index] >= LEAST) continue;
        isBelow = true;
        for (const { id } of lhr.categories[category].auditRefs) {
          const audit = lhr.audits[id];
          if (audit.score !== null && audit.score < 1) console.log(`  ${category}: ${audit.title} (${audit.displayValue ?? audit.score})`);
        }
      }
    }
  }
} finally {
  browser.kill();
  await server.close();
  sample.remove();
}
if (isBelow) {
  console.error(`Lighthouse gives less than ${LEAST}`);
  process.exit(1);
}
