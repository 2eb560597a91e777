// Feeds by the schema of Atom, and by what RFC 4287 asks beside it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildPublic, buildSample, filesOf, invalid, read, scratch } from './sites.mjs';

const schema = new URL('atom.rnc', import.meta.url).pathname;

const entriesOf = (text) => text.match(/<entry>[\s\S]*?<\/entry>/g) ?? [];
const outsideEntries = (text) => text.replaceAll(/<entry>[\s\S]*?<\/entry>/g, '');

/** What the schema cannot say, section 4.1.1 and 4.1.2, and that an id stands for one entry. */
function unlike(text) {
  const found = [];
  const entries = entriesOf(text);
  const hasAuthor = outsideEntries(text).includes('<author>');
  if (!hasAuthor && entries.some((entry) => !entry.includes('<author>'))) found.push('nobody speaks');
  if (!outsideEntries(text).includes('<link rel="self"')) found.push('it does not say where it is');
  for (const part of [outsideEntries(text), ...entries]) {
    const alternates = part.match(/<link rel="alternate"[^>]*>/g)?.length ?? 0;
    if (alternates !== 1) found.push(`${alternates} pages are the same`);
  }
  const ids = text.match(/<id>.*?<\/id>/g) ?? [];
  if (new Set(ids).size !== ids.length) found.push('an id is there twice');
  return found;
}

const sites = [buildSample(), buildPublic()];
const feeds = sites.flatMap((folder) => filesOf(join(folder, 'feeds'), '.xml'));

test('every feed of the sample and of a site for everybody is Atom', () => {
  for (const folder of sites) {
    const own = feeds.filter((path) => path.startsWith(`${folder}/`));
    assert.ok(own.length > 5, `${own.length} feeds`);
    assert.ok(own.filter((path) => entriesOf(read(path)).length > 0).length > 5, 'most of them say something');
  }
  assert.deepEqual(invalid(schema, feeds), []);
  assert.deepEqual(feeds.flatMap((path) => unlike(read(path)).map((what) => `${path}: ${what}`)), []);
});

test('a feed that is broken in any way is found', () => {
  const right = read(feeds.find((path) => path.endsWith('notads.xml')));
  const broken = [
    right.replace(/<id>.*?<\/id>\n/, ''),
    right.replace(/(<entry>\n)<id>.*?<\/id>\n/, '$1'),
    right.replace(/<updated>[^<]*/, '<updated>13 August 2026'),
    right.replace(/<name>.*?<\/name>\n/, ''),
    right.replace('<content type="html">', '<content type="html" src="a"><b/>'),
    right.replace('<title>', '<titel></titel><title>'),
    right.replace(/xml:lang="[^"]*"/, 'xml:lang="the language of here"'),
  ];
  for (const [index, text] of broken.entries()) {
    assert.notEqual(text, right, `${index}`);
    const path = join(scratch, `broken-${index}.xml`);
    writeFileSync(path, text);
    assert.notDeepEqual(invalid(schema, [path]), [], `${index}`);
  }
  assert.notDeepEqual(unlike(right.replace(/<author>[\s\S]*?<\/author>\n/, '')), []);
  assert.notDeepEqual(unlike(right.replace('rel="self"', 'rel="via"')), []);
  assert.notDeepEqual(unlike(right.replace(/(<entry>[\s\S]*?)<link [^>]*>\n/, '$1')), []);
  assert.notDeepEqual(unlike(`${right}${entriesOf(right)[0]}`), []);
});
