// Pages, pictures and styles by the Nu HTML checker, which knows the standards: no error, no warning.

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  buildCases,
  buildNew,
  buildOpenSource,
  buildPublic,
  buildSample,
  buildUnread,
  filesOf,
  messages,
  read,
  repository,
  scorpfolio,
  scratch,
} from './sites.mjs';

/** What the checker says and does not hold, with the reason. */
const NOT_HELD = [
  // A file has no origin, so nothing beside it is 'self' to the checker. Browsers hold the policy in tests/browser.
  /^Resource violates Content Security Policy \(meta tag\): (external stylesheet|external script|image) “(\.\.\/)*(assets|files)\/[^”:]+” blocked/,
  // Where an element was first: said beside each message that something is there twice.
  /^The first occurrence of /,
];

/** The checker's lists of CSS are older than these, which all browsers know. */
const NEWER_CSS = [
  // SVG 2, "Geometry Properties" and "Painting".
  /^CSS: “(x|y|r|rx|cx|cy|paint-order)”: Property “\1” doesn't exist\.$/,
  // CSS Containment 3: queries of the size of a container.
  /^CSS: “container-type”: Property “container-type” doesn't exist\.$/,
  /^CSS: Unrecognized at-rule “@container”$/,
];

/** Errors and warnings in files, by message, each with how often and one place. What is only information is neither. */
function wrong(files, kind, notHeld = NOT_HELD) {
  assert.ok(files.length > 0);
  const found = new Map();
  for (const { type, subType, message, url, extract } of messages(files, kind)) {
    if ((type === 'info' && subType !== 'warning') || notHeld.some((known) => known.test(message))) continue;
    const before = found.get(message) ?? { type, times: 0, first: url?.replace(`file:${scratch}/`, ''), extract };
    found.set(message, { ...before, times: before.times + 1 });
  }
  return Object.fromEntries(found);
}

const pagesOf = (folder) => filesOf(folder, '.html');
const kindOf = (page) => read(page).match(/<body[^>]*>/)[0].match(/class="([^"]*)"/)?.[1];

// The sample is a year old: nothing of it is in an archive yet.
test('every page of the sample is valid, and all kinds of pages but the archive are among them', () => {
  const pages = pagesOf(buildSample());
  assert.deepEqual(wrong(pages), {});
  const bodies = new Set(pages.map(kindOf));
  const templates = join(repository, 'themes/default/templates');
  const kinds = readdirSync(templates).map((name) => read(join(templates, name)).match(/block kind %}([\w -]+)\{/)?.[1]);
  for (const kind of [...kinds.filter((kind) => kind && kind !== 'archive'), 'embed', 'radiator', undefined]) {
    assert.ok(bodies.has(kind), `no page is of the kind ${kind}`);
  }
});

test('every page of a site for everybody is valid', () => {
  assert.deepEqual(wrong(pagesOf(buildPublic())), {});
});

test('pages of ten real projects are valid', () => {
  // Of metrics and cycles there are hundreds of pages, one like another; the sample has each kind.
  const isNew = (page) => (page.match(/(\d{4}-\d\d)-\d\d\.html$/)?.[1] ?? '9999') >= '2026-05';
  const pages = pagesOf(buildOpenSource()).filter((page) => isNew(page) && !/\/(embed|metrics)\//.test(page));
  assert.deepEqual(wrong(pages), {});
});

test('pages of what else users write, of a first day and of what could not be read are valid', () => {
  const folders = [...buildCases(), buildNew(), buildUnread()];
  const pages = folders.flatMap(pagesOf);
  assert.deepEqual(wrong(pages), {});
  assert.ok(pages.some((page) => kindOf(page) === 'archive'));
  assert.ok(pagesOf(folders.at(-1)).some((page) => read(page).includes('class="unread"')));
});

test('a digest for mail is valid', () => {
  const digests = [[], ['--team', 'checkout'], ['--from', '2026-04-01', '--to', '2026-06-30']].map((more, index) => {
    const path = join(scratch, `digest-${index}.html`);
    writeFileSync(path, scorpfolio(['digest', '--root', repository, '--format', 'html', ...more]));
    return path;
  });
  assert.deepEqual(wrong(digests), {});
});

test('pictures that stand alone are valid', () => {
  const pictures = filesOf(buildPublic(), '.svg');
  assert.ok(pictures.some((path) => path.includes('/badges/')) && pictures.some((path) => path.includes('/embed/')));
  assert.deepEqual(wrong(pictures, ['--svg'], NEWER_CSS), {});
});

test('styles are valid, those of what is newer than the checker apart', () => {
  assert.deepEqual(wrong(filesOf(buildPublic(), '.css'), ['--css'], NEWER_CSS), {});
});

test('what is not valid is found', () => {
  const broken = (name, text) => {
    const path = join(scratch, name);
    writeFileSync(path, text);
    return path;
  };
  const page = '<!doctype html><html lang="en"><title>T</title><p><div id="a"></div><i id="a"></i></p>';
  assert.ok(Object.keys(wrong([broken('broken.html', page)])).some((message) => message.startsWith('Duplicate ID')));
  const picture = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"><p/></rect></svg>';
  assert.notDeepEqual(wrong([broken('broken.svg', picture)], ['--svg'], NEWER_CSS), {});
  const style = 'p { colour: red; }';
  assert.equal(Object.keys(wrong([broken('broken.css', style)], ['--css'], NEWER_CSS)).length, 1);
});
