// What the tests of validity stand on: sites that the release binary built, and the programs of the Nu HTML checker, which
// need Java. Judges nothing.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export const repository = new URL('../..', import.meta.url).pathname;
const program = join(repository, 'target/release/scorpfolio');
const jar = new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url).pathname;

/** A folder that is gone when the tests are. */
export const scratch = mkdtempSync(join(tmpdir(), 'scorpfolio-validity-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the program; what it printed. It may end with any of `statuses`. */
export function scorpfolio(args, statuses = [0]) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!statuses.includes(done.status)) throw new Error(`scorpfolio ${args.join(' ')}: ${done.status} ${done.stderr}`);
  return done.stdout;
}

/** Builds a portfolio; the folder of the site. */
function build(name, root, more = [], statuses = [0]) {
  const folder = join(scratch, name);
  scorpfolio(['build', '--root', root, '--output', folder, '--no-cache', ...more], statuses);
  return folder;
}

const sample = repository;
const cases = join(repository, 'tests/cases');

export const buildSample = () => build('sample', sample);
export const buildPublic = () => build('public', sample, ['--audience', 'public']);
export const buildOpenSource = () => build('open-source', join(repository, 'tests/portfolios/open-source'));
/** What users write that the sample does not, a site each. */
export const buildCases = () => readdirSync(cases).map((name) => build(`case-${name}`, join(cases, name, 'input')));

/** A copy of a case, to be changed. */
function changed(name, change) {
  const root = join(scratch, `changed-${name}`);
  cpSync(join(cases, name, 'input'), root, { recursive: true });
  change(root);
  return root;
}

/** A portfolio of which a part cannot be read, built all the same. */
export function buildUnread() {
  const root = changed('radiators', (root) => {
    const team = join(root, 'content/teams', readdirSync(join(root, 'content/teams'))[0]);
    mkdirSync(join(team, 'reports'), { recursive: true });
    writeFileSync(join(team, 'reports/2026-01-01.toml'), '[metrics]\nunheard-of = "<b> & \\"more\\""\n');
  });
  return build('unread', root, ['--keep-going'], [3]);
}

/** A portfolio on its first day: a team, and no report yet. */
export function buildNew() {
  const root = join(scratch, 'new');
  scorpfolio(['init', root]);
  rmSync(join(root, 'content/teams'), { recursive: true });
  mkdirSync(join(root, 'content/teams/first'), { recursive: true });
  writeFileSync(join(root, 'content/teams/first/team.toml'), 'name = "First"\n');
  return build('new-site', root, ['--as-of', '2026-03-13']);
}

/** Paths of all files of a site that end in `ending`. */
export const filesOf = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => join(folder, path));

function java(args) {
  const done = spawnSync('java', ['-Xss2m', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  return done;
}

/** All that the checker says of files of one kind: HTML, or with `--css` or `--svg` that. */
export function messages(files, kind = []) {
  const done = java(['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...kind, ...files]);
  if (done.status !== 0 || !done.stdout.startsWith('{')) throw new Error(`${done.stdout}${done.stderr}`.slice(0, 2000));
  return JSON.parse(done.stdout).messages;
}

/** What is wrong in documents by a RELAX NG schema in compact syntax, a line each. */
export function invalid(schema, files) {
  const done = java(['-cp', jar, 'nu.validator.vendor.thaiopensource.relaxng.util.Driver', '-c', schema, ...files]);
  const lines = `${done.stdout}${done.stderr}`.split('\n').filter(Boolean);
  if (done.status !== 0 && lines.length === 0) throw new Error(`the validator ended with ${done.status}`);
  return lines;
}

export const read = (path) => readFileSync(path, 'utf8');
