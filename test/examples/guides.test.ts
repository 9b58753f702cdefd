import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { Program, ROOT } from './program';

/** A program of a page, and what the page says that it prints. */
interface Listing {
  page: string;
  /** Its place in the page, from 1 on. */
  number: number;
  code: string;
  /** Undefined where the page shows nothing. */
  output: string | undefined;
}

const GUIDES = readdirSync(path.join(ROOT, 'docs/guides')).filter((file) => file.endsWith('.md'));
const PAGES = ['README.md', 'docs/api.md', ...GUIDES.map((file) => `docs/guides/${file}`)];

/** A block marked as `mjs` is a whole program; a `text` block right below it is what it prints. */
function listings(page: string): Listing[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const blocks = text.matchAll(/^```mjs\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?/gms);
  return [...blocks].map(([, code, output], place) => ({
    page,
    number: place + 1,
    code: code as string,
    output,
  }));
}

/** What is printed must be that, to the letter; `…` stands for any number. */
function pattern(output: string): RegExp {
  const parts = output.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\d+(?:\\.\\d+)?')}$`);
}

describe('every program of the README, the guides and the API page prints what its page shows', {
  concurrency: 2,
}, () => {
  for (const { page, number, code, output } of PAGES.flatMap(listings)) {
    test(`${page}, program ${number}`, async () => {
      const program = new Program('--input-type=module', '--eval', code);
      const { lines, complaints, outcome } = await program.end();
      assert.equal(complaints, '');
      assert.equal(outcome, 0);
      assert.ok(output !== undefined, 'the page shows what it prints');
      assert.match(`${lines.join('\n')}\n`, pattern(output));
    });
  }
});

test('the README has a program', () => {
  assert.equal(listings('README.md').length, 1);
});

test('every guide has a program and stands in the index', () => {
  const index = readFileSync(path.join(ROOT, 'docs/guides/README.md'), 'utf8');
  const guides = GUIDES.filter((file) => file !== 'README.md');
  assert.ok(guides.length > 0);
  for (const file of guides) {
    assert.ok(listings(`docs/guides/${file}`).length > 0, `${file} has a program`);
    assert.ok(index.includes(`](${file})`), `the index has ${file}`);
  }
});
