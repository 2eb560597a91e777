// A page is light enough for a bad line: what each may weigh before compression, in kB of 1000 bytes. Needs no browser;
// stands here because it is about what a browser downloads.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { buildSample, filesOf, readOf, sizeOf } from "./site.mjs";

const sample = buildSample();
after(() => sample.remove());

const isTeam = (path) => /^teams\/[^/]+\.html$/.test(path);

function heavierThan(limit, wanted) {
  const files = filesOf(sample, wanted);
  assert.ok(files.length > 0);
  return files.filter((path) => sizeOf(sample, path) > limit).map((path) => `${path}: ${sizeOf(sample, path)} bytes`);
}

test("no team page weighs more than 80 kB", () => {
  assert.deepEqual(heavierThan(80_000, isTeam), []);
});

test("no other page weighs more than 40 KiB", () => {
  const isOther = (path) => path.endsWith(".html") && !isTeam(path) && path !== "catalogue.html";
  assert.deepEqual(heavierThan(40 * 1024, isOther), []);
});

// It holds every metric with everything that is said of it, so it grows with the metrics and not with the teams.
test("the catalogue weighs at most 1 kB a metric", () => {
  const metrics = readOf(sample, "catalogue.html").split('class="entry"').length - 1;
  assert.ok(metrics > 40);
  assert.deepEqual(heavierThan(1000 * metrics, (path) => path === "catalogue.html"), []);
});

// Office screens have a style of their own and load no other. The index of the search is data in the form of a script: it
// grows with the pages, and is asked for when it is used.
test("all style of a page together weighs at most 30 kB, that of a screen at most 10 kB, all script at most 20 kB", () => {
  const sum = (wanted) => filesOf(sample, wanted).reduce((sum, path) => sum + sizeOf(sample, path), 0);
  const total = (ending) => sum((path) => path.startsWith("assets/") && path.endsWith(ending));
  const ofScreens = sum((path) => /^assets\/radiator-[^/]+\.css$/.test(path));
  assert.ok(ofScreens > 0 && ofScreens <= 10_000, `style of screens: ${ofScreens} bytes`);
  const style = total(".css") - ofScreens;
  assert.ok(style > 0 && style <= 30_000, `style: ${style} bytes`);
  assert.ok(total(".js") <= 20_000, `script: ${total(".js")} bytes`);
});

test("style and script carry the hash of their content in their names", () => {
  const assets = filesOf(sample, (path) => /^assets\/.*\.(css|js)$/.test(path));
  assert.deepEqual(assets.filter((path) => !/-[0-9a-f]{8,}\.(css|js)$/.test(path)), []);
});
