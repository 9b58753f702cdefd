import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { CHARTS, README, reportFiles } from '../../bench/report/files.js';
import { KEPT, select, store } from '../../bench/report/kept.js';
import type { ContenderResults, MeasureResults, Results, Verdict } from '../../bench/results.js';
import { median, ratiosByTurn, summarize } from '../../bench/statistics.js';

/** From out/test/bench. */
const ROOT = path.resolve(__dirname, '../../..');

const MARKED = 'before\n<!-- benchmark:begin -->\nold\n<!-- benchmark:end -->\nafter\n';

const ENVIRONMENT = {
  date: '2031-05-06T07:08:09.000Z',
  kernel: '6.99.1',
  cpu: 'Abacus <9> & Sons',
  cores: 2,
  isPinned: true,
  node: '20.19.5',
  fastDgram: { version: '1.2.3', commit: '0123456789abcdef' },
};

const TITLES = {
  'node-dgram': 'node:dgram',
  'fast-dgram': 'fast-dgram',
  'fast-dgram-batch': 'fast-dgram, in batches',
  'c-gso': 'C, GSO/GRO',
};

type Values = Readonly<Partial<Record<keyof typeof TITLES, readonly number[]>>>;

const SENT = { id: 'sent', title: 'sent', unit: 'datagrams/s', better: 'more' } as const;
const P50 = { id: 'p50', title: 'median', unit: 'µs', better: 'less' } as const;

function measured(measure: Omit<MeasureResults, 'contenders'>, values: Values): MeasureResults {
  const baseline = values['node-dgram'] ?? [];
  const contenders = Object.entries(values).map(([id, own]): ContenderResults => {
    const summary = { id, ...summarize(own), values: [...own] };
    if (id === 'node-dgram') return summary;
    const byTurn = ratiosByTurn(own, baseline);
    const ofMedians = median(own) / median(baseline);
    return { ...summary, ratios: { byTurn, median: median(byTurn), ofMedians } };
  });
  return { ...measure, contenders };
}

function made({
  sent,
  p50,
  node = '20.19.5',
}: {
  sent: Values;
  p50: Values;
  node?: string;
}): Results {
  const present = Object.entries(TITLES).map(([id, title]) => ({ id, title, version: '9.8.7' }));
  const parameters = { size: 1200 };
  const compared = { contender: 'fast-dgram', against: 'node-dgram', parameters };
  const verdicts: Verdict[] = [
    { ...compared, measure: 'sent', atLeast: 4, ratio: 5, isReached: true },
    { ...compared, measure: 'sent', atLeast: 5.5, ratio: 6, isReached: true },
    { ...compared, measure: 'sent', atLeast: 7, ratio: 6.996, isReached: false },
  ];
  return {
    environment: { ...ENVIRONMENT, node },
    settings: { quick: false, pairs: 3, warmup: 0.5, seconds: 1 },
    contenders: present,
    partners: [],
    absent: [{ id: 'deno', title: 'Deno.listenDatagram', reason: 'it is\nnot installed' }],
    omissions: ['sockets with 10000 sockets: too many'],
    cases: [
      {
        id: 'send-callbacks',
        title: 'Sending, with callbacks',
        description: 'What was sent.',
        contests: [{ parameters, measures: [measured(SENT, sent)], alongside: [] }],
        verdicts,
      },
      {
        id: 'latency',
        title: 'Round trips',
        description: 'How long they took.',
        contests: [{ parameters: { size: 64 }, measures: [measured(P50, p50)], alongside: [] }],
        verdicts: [],
      },
    ],
    failures: [],
  };
}

const FASTER = {
  sent: {
    'node-dgram': [100_000, 110_000, 120_000],
    'fast-dgram': [500_000, 660_000, 840_000],
    'fast-dgram-batch': [1_000_000, 2_200_000, 3_600_000],
    'c-gso': [4_000_000, 5_000_000, 6_000_000],
  },
  p50: { 'node-dgram': [40, 42, 44], 'fast-dgram': [50, 52.5, 55] },
};

function report(...all: readonly Results[]) {
  const files = reportFiles(all, MARKED);
  const document = files.get('docs/performance.md') ?? '';
  const [, shortcomings = ''] = document.split('## Where it is not faster\n');
  return { files, document, shortcomings, readme: files.get(README) ?? '' };
}

/** Whether tags are nested as they should be, and attributes quoted. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replaceAll(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, closing: string, name: string, _attributes, empty: string) => {
      if (closing !== '') assert.equal(open.pop(), name);
      else if (empty === '') open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!\w+;|#\d+;)/);
}

test('the document tells what was measured, where, and what came of it', () => {
  const { document } = report(made(FASTER));
  const [first] = document.split('\n');
  assert.match(first ?? '', /^<!-- .*npm run bench:report.* -->$/);
  for (const text of [
    ...[
      'Medians of 3 turns of 1 s',
      'Node 20.19.5',
      'Linux 6.99.1',
      'Abacus <9> & Sons with 2 cores',
    ],
    ...['2031-05-06', 'fast-dgram 1.2.3 at 0123456', 'pinned to a core each'],
    ...['- C, GSO/GRO: 9.8.7\n', '- Node 20.19.5: Deno.listenDatagram: it is not installed\n'],
    '- Node 20.19.5: sockets with 10000 sockets: too many\n',
    '| 1,200 bytes | node:dgram | 110 k/s | 100 k/s – 120 k/s |  |  |\n',
    '|  | **fast-dgram** | 660 k/s | 500 k/s – 840 k/s | 6.00× | 5.00× – 7.00× |\n',
    '| Sending, with callbacks | 1,200 bytes | 6.00× | 20.0× |\n',
    '![Sending, with callbacks, on Node 20.19.5](performance/send-callbacks.svg)\n',
    'npm run bench -- --pairs 3 --seconds 1 ',
  ]) {
    assert.ok(document.includes(text), text);
  }
});

test('targets are reached or NOT reached, however narrowly', () => {
  const { document, shortcomings } = report(made(FASTER));
  const reached =
    '| 1,200 bytes: fast-dgram at least 4× node:dgram | 5.000× (5.00× – 7.00×), reached |';
  assert.ok(document.includes(reached));
  assert.ok(!shortcomings.includes('at least 4×'));
  const missed = '1,200 bytes: fast-dgram at least 7× node:dgram';
  assert.ok(document.includes(`| ${missed} | 6.996× (5.00× – 7.00×), **NOT reached** |\n`));
  assert.ok(shortcomings.includes(`${missed}: 6.996× (5.00× – 7.00×), **NOT reached**\n`));
});

test('a target that was not reached in every turn is told', () => {
  const { shortcomings } = report(made(FASTER));
  const [, list = ''] = shortcomings.split('Targets that were reached, but not in every turn:\n\n');
  const item = 'Sending, with callbacks, 1,200 bytes: fast-dgram at least 5.5× node:dgram';
  assert.ok(list.startsWith(`- Node 20.19.5: ${item}: 6.000× (5.00× – 7.00×), reached\n\n`));
});

test('what is slower than node:dgram, or than others, is told', () => {
  const { shortcomings } = report(made(FASTER));
  const slower =
    '| Round trips, 64 bytes (less is better) | fast-dgram | 1.25× (1.25× – 1.25×) |\n';
  assert.ok(shortcomings.includes(slower));
  assert.ok(!shortcomings.includes('| Sending, with callbacks, 1,200 bytes | fast-dgram |'));
  assert.ok(shortcomings.includes('| Sending, with callbacks, 1,200 bytes | C, GSO/GRO 7.58× |\n'));
  assert.ok(
    shortcomings.includes('| Round trips, 64 bytes (less is better) | node:dgram 0.800× |\n'),
  );
});

test('what is hardly faster than node:dgram is told, in either direction', () => {
  const { shortcomings } = report(
    made({
      sent: { 'node-dgram': [100], 'fast-dgram': [109], 'fast-dgram-batch': [111] },
      p50: { 'node-dgram': [100], 'fast-dgram': [92], 'fast-dgram-batch': [90] },
    }),
  );
  assert.match(shortcomings, /\| fast-dgram \| 1\.09× /);
  assert.match(shortcomings, /\| fast-dgram \| 0\.920× /);
  assert.doesNotMatch(shortcomings, /\| fast-dgram, in batches \|/);
});

test('what is less than nothing is no multiple, and not called hardly faster', () => {
  const { document } = report(
    made({ ...FASTER, p50: { 'node-dgram': [100], 'fast-dgram': [-15] } }),
  );
  assert.doesNotMatch(document, /-0\.150×/);
});

test('results of several Node versions stand beside each other', () => {
  const { document } = report(made(FASTER), made({ ...FASTER, node: '24.1.0' }));
  assert.ok(document.includes('| fast-dgram<br>Node 20 | fast-dgram<br>Node 24 |'));
  assert.ok(
    document.includes('| Sending, with callbacks | 1,200 bytes | 6.00× | 6.00× | 20.0× | 20.0× |'),
  );
  assert.ok(document.includes('\nOn Node 24.1.0:\n'));
  assert.ok(document.includes('<details><summary>On Node 20.19.5</summary>'));
});

/** A run of a month later that measured the round trips alone. */
function madeLater(): Results {
  const results = made({ ...FASTER, p50: { 'node-dgram': [40], 'fast-dgram': [20] } });
  const environment = {
    ...results.environment,
    date: '2031-06-06T07:08:09.000Z',
    kernel: '6.99.2',
    fastDgram: { version: '1.2.4' },
  };
  return { ...results, environment, cases: results.cases.filter(({ id }) => id === 'latency') };
}

test('of what was measured again the latest counts, and each run is told with its cases', () => {
  const [first, later] = [made(FASTER), madeLater()];
  const { document, readme } = report(later, first);
  const table = '| Round trips | 64 bytes (less is better) | 0.500× |';
  assert.ok(document.includes(table));
  assert.ok(!document.includes('1.25×'));
  const [, afterFirst = ''] = document.split('Linux 6.99.1, ');
  assert.match(afterFirst, /^.*at 0123456\. What was measured then: Sending, with callbacks\.\n/);
  const [, afterLater = ''] = document.split('Linux 6.99.2, ');
  assert.match(afterLater, /^.*fast-dgram 1\.2\.4\. What was measured then: Round trips\.\n/);
  for (const kernel of ['6.99.1', '6.99.2']) assert.ok(readme.includes(kernel));
  assert.ok(!report(first).document.includes('What was measured then'));
});

test('results are kept until all of them have been measured again', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const kept = path.join(folder, 'kept');
  const keepResults = (results: Results): string[] => {
    const file = path.join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(results));
    store(select([file], kept), kept);
    return readdirSync(kept);
  };
  const [first, later] = [made(FASTER), madeLater()];
  const whole = { ...first, environment: { ...first.environment, date: '2032-01-01T00:00:00Z' } };
  assert.deepEqual(keepResults(first), ['node20-2031-05-06T070809.json']);
  assert.equal(keepResults(later).length, 2);
  assert.deepEqual(keepResults(whole), ['node20-2032-01-01T000000.json']);
  assert.deepEqual(select([], kept).results, [whole]);
});

test('results of fewer contenders or parameters, and others of the same second, take the place of none', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const kept = path.join(folder, 'kept');
  const write = (name: string, results: Results): string => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(results));
    return file;
  };
  const first = made(FASTER);
  store(select([write('first.json', first)], kept), kept);
  const { 'c-gso': _, ...sent } = FASTER.sent;
  const fewer = { ...made({ ...FASTER, sent }), environment: madeLater().environment };
  assert.throws(() => select([write('fewer.json', fewer)], kept), /lacks c-gso with /);
  const other = { ...first, settings: { ...first.settings, seconds: 2 } };
  const [one, two] = [write('one.json', first), write('two.json', other)];
  assert.throws(() => select([one, two], kept), /Two results would be node20-/);
  assert.deepEqual(select([], kept).results, [first]);
});

test("the README's block is filled, and nothing else of it", () => {
  const { readme } = report(made(FASTER));
  assert.match(readme, /^before\n<!-- benchmark:begin -->\n.*\n<!-- benchmark:end -->\nafter\n$/s);
  assert.ok(!readme.includes('old'));
  const row = '| 110 k/s | 660 k/s (**6.00×**) | 2.20 M/s (**20.0×**) |\n';
  assert.ok(readme.includes(`| Sending, with callbacks, 1,200 bytes ${row}`));
  assert.ok(readme.includes('(docs/performance.md)'));
  assert.throws(() => reportFiles([made(FASTER)], 'no markers'), /The README lacks/);
});

test('charts are well-formed, show the numbers, and are the same each time', () => {
  const { files } = report(made(FASTER));
  const charts = [...files].filter(([file]) => file.endsWith('.svg'));
  assert.deepEqual(
    charts.map(([file]) => path.posix.relative(CHARTS, file)),
    ['send-callbacks.svg', 'latency.svg', 'summary.svg'],
  );
  for (const [, svg] of charts) assertWellFormed(svg);
  for (const text of ['660 k/s  6.00×', '2.20 M/s  20.0×', 'C, GSO/GRO', '1,200 bytes']) {
    assert.ok(files.get(`${CHARTS}/send-callbacks.svg`)?.includes(`>${text}<`), text);
  }
  assert.ok(files.get(`${CHARTS}/summary.svg`)?.includes('>20.0×   2.20 M/s<'));
  assert.deepEqual(report(made(FASTER)).files, files);
});

test('a quick run, and what holds no results, are refused', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const slow = made(FASTER);
  const quick = { ...slow, settings: { ...slow.settings, quick: true } };
  const few = { ...slow, cases: slow.cases.map(({ verdicts: _, ...one }) => one) };
  const contents = [JSON.stringify(quick), '{}', '{', 'null', JSON.stringify(few)];
  const [fast = '', none = '', broken = '', nothing = '', short = ''] = contents.map((text, at) => {
    const file = path.join(folder, `${at}.json`);
    writeFileSync(file, text);
    return file;
  });
  for (const [results, message] of [
    [fast, /is of a quick run, which says nothing about speed/],
    [none, /holds no results of the benchmark/],
    [broken, /2\.json holds no results of the benchmark/],
    [nothing, /holds no results of the benchmark/],
    [short, /is of too few turns for a verdict/],
  ] as const) {
    const args = ['out/bench/report/main.js', results];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});

test('nobody edited what the report makes of the results that are kept', () => {
  const files = reportFiles(
    select([], KEPT).results,
    readFileSync(path.join(ROOT, README), 'utf8'),
  );
  for (const [file, text] of files) {
    const isSame = readFileSync(path.join(ROOT, file), 'utf8') === text;
    assert.ok(isSame, `${file} is not what npm run bench:report makes`);
  }
  const charts = [...files.keys()].filter((file) => file.endsWith('.svg'));
  assert.deepEqual(
    readdirSync(path.join(ROOT, CHARTS)).sort(),
    charts.map((file) => path.posix.relative(CHARTS, file)).sort(),
  );
});
