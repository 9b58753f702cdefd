import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT, run } from '../support/command';

/** Each script that is started by hand, and the npm command for it. */
const SCRIPTS = {
  'analyze-native.js': 'npm run test:analyze --',
  'bundle.js': 'node scripts/bundle.js',
  'fuzz-native.js': 'npm run fuzz:native --',
  'install-contenders.js': 'npm run bench:install --',
  'install.js': 'node scripts/install.js',
  'prebuild.js': 'node scripts/prebuild.js',
  'run-matrix.js': 'npm run test:matrix --',
  'run-node-tests.js': 'npm run test:node --',
  'run-sanitized.js': 'npm run test:sanitize --',
  'run-tests.js': 'node scripts/run-tests.js',
};

/** What the scripts share: modules that do nothing when they are started. */
const MODULES = [
  ...['command-line.js', 'compiler-flags.js', 'fuzz-targets.js', 'sanitized-copy.js'],
  'sanitizers.js',
];

/** Runs a script where it finds no command that it could start. */
function script(name: string, ...args: string[]): ReturnType<typeof run> {
  return run(ROOT, [process.execPath, path.join(ROOT, 'scripts', name), ...args], { PATH: '' });
}

test('every script is known here', () => {
  const files = readdirSync(path.join(ROOT, 'scripts'));
  assert.deepEqual(files.sort(), [...Object.keys(SCRIPTS), ...MODULES].sort());
});

for (const [name, command] of Object.entries(SCRIPTS)) {
  test(`scripts/${name} --help tells what it does and its options, and does nothing else`, async () => {
    const { stdout, stderr, status } = await script(name, '--help');
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const [sentence = '', empty, usage] = stdout.split('\n');
    assert.match(sentence, /^[A-Z].*\.$/);
    assert.equal(empty, '');
    assert.ok(usage?.startsWith(`  ${command} [`), usage);
  });

  test(`scripts/${name} says what to do about an option that it does not have`, async () => {
    const { stdout, stderr, status } = await script(name, '--none');
    assert.equal(status, 1);
    assert.equal(stdout, '');
    const [sentence = '', ...rest] = stderr.split('\n');
    assert.match(sentence, /^Unknown option '--none'/);
    assert.deepEqual(rest, ['', `${command} --help   tells the options`, '']);
  });
}
