import assert from 'node:assert/strict';
import test from 'node:test';
import { Program } from '../examples/program';

/** Each program, how it is started, and an argument that it does not take. */
const PROGRAMS = [
  ['traffic', 'npm run soak', '--minutes'],
  ['overload', 'npm run soak:overload', '--seconds'],
  ['lifecycles', 'npm run soak:lifecycles', '--rounds'],
] as const;

for (const [name, command, option] of PROGRAMS) {
  test(`${command} tells its options when asked, and when one is wrong`, async () => {
    const file = `out/soak/${name}/main.js`;
    const help = await new Program(file, '--help').end();
    assert.equal(help.outcome, 0);
    assert.ok(help.lines.includes(`  ${command} -- [options]`));
    assert.ok(help.lines.some((line) => line.startsWith(`  ${option} <n>`)));

    const wrong = await new Program(file, option, 'none').end();
    assert.equal(wrong.outcome, 1);
    assert.match(wrong.complaints, new RegExp(`^${option} takes a (whole )?number above 0`));
    assert.match(wrong.complaints, new RegExp(`${command} -- --help`));
  });
}
