import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { CASES } from '../../bench/cases/index.js';
import { CONTENDERS, otherCheckout } from '../../bench/contenders/index.js';
import { PeerProcess } from '../../bench/peer-process.js';
import { plan } from '../../bench/plan.js';

const TOOLS = { node: process.execPath };

/** A library that tells what is asked of it, and delivers a batch to whoever takes batches. */
const TELLTALE = `
  const { EventEmitter } = require('node:events');
  const tell = (asked) => console.log(JSON.stringify(asked));
  const dataBy = (method) => () => {
    tell({ method });
    return Buffer.of(1);
  };
  class Socket extends EventEmitter {
    bind(...args) {
      setImmediate(() => {
        args.at(-1)();
        setImmediate(() => {
          const [data, unsafeData] = [dataBy('data'), dataBy('unsafeData')];
          this.emit('messages', { length: 1, data, unsafeData });
        });
      });
    }
    address() {
      return { port: 1 };
    }
  }
  exports.createSocket = ({ receiveInfo = false }) => {
    tell({ receiveInfo });
    return new Socket();
  };
`;

let checkout = '';

before(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  writeFileSync(path.join(checkout, 'index.js'), TELLTALE);
});

after(() => rmSync(checkout, { recursive: true }));

/** What a contender asks of a library first while it receives, in so many lines. */
async function asks(id: string, lines: number): Promise<object> {
  const contender = otherCheckout(checkout, CONTENDERS).find(({ follows }) => follows === id);
  assert.ok(contender);
  const peer = new PeerProcess(id, contender.command('receive', {}, TOOLS), undefined);
  try {
    const told: object[] = [];
    while (told.length < lines) told.push(await peer.read('what is asked', 0));
    return Object.assign({}, ...told);
  } finally {
    peer.kill();
  }
}

test('each contender uses the library in its way', async () => {
  const [plain, batch] = [2, 3];
  assert.deepEqual(await asks('fast-dgram', plain), { receiveInfo: false, port: 1 });
  assert.deepEqual(await asks('fast-dgram-info', plain), { receiveInfo: true, port: 1 });
  assert.deepEqual(await asks('fast-dgram-batch', batch), {
    receiveInfo: false,
    port: 1,
    method: 'data',
  });
  assert.deepEqual(await asks('fast-dgram-unsafe', batch), {
    receiveInfo: false,
    port: 1,
    method: 'unsafeData',
  });
});

test('another checkout takes turns with those contenders of this one that are selected', () => {
  const selected = CONTENDERS.filter(({ id }) => ['node-dgram', 'fast-dgram-batch'].includes(id));
  const others = otherCheckout(checkout, selected);
  const limits = { quick: true, openFiles: Number.POSITIVE_INFINITY, noLink: undefined };
  const cases = CASES.filter(({ id }) => id === 'echo');
  const { contests } = plan(cases, [...selected, ...others], limits);
  assert.deepEqual(
    contests.flatMap(({ contenders }) => contenders.map(({ id }) => id)),
    ['node-dgram', 'fast-dgram-batch', 'fast-dgram-batch-other'],
  );
});

test('another checkout that is not there, or not built, is an error that says what to do', () => {
  const unbuilt = path.join(checkout, 'unbuilt');
  mkdirSync(unbuilt);
  for (const folder of [unbuilt, path.join(checkout, 'nowhere')]) {
    assert.throws(() => otherCheckout(folder, CONTENDERS), {
      message: `--other takes a checkout that is built (npm ci, npm run build), not ${folder}.`,
    });
  }
});
