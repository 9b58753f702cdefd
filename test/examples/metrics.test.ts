import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';
import { runExample } from './program';

test("a server's counters can be read by Prometheus", async () => {
  const program = runExample('metrics', '0', '0');
  const port = Number(/^Answers datagrams at 127\.0\.0\.1:(\d+)$/.exec(await program.line())?.[1]);
  const page = /^Metrics at (http:\S+)$/.exec(await program.line())?.[1];
  assert.ok(page !== undefined && port > 0);

  const client = createSocket('udp4');
  for (const text of ['one', 'two', 'three']) {
    client.send(text, port, '127.0.0.1');
    await once(client, 'message');
  }
  client.close();

  const metrics = await (await fetch(page)).text();
  for (const line of [
    'udp_datagrams_received_total 3',
    'udp_received_bytes_total 11',
    'udp_datagrams_sent_total 3',
    'udp_sent_bytes_total 11',
    'udp_datagrams_dropped_total 0',
    'udp_queued_bytes 0',
    '# TYPE udp_datagrams_failed_total counter',
  ]) {
    assert.ok(metrics.split('\n').includes(line), `${line} in\n${metrics}`);
  }

  program.interrupt();
  const { complaints, outcome } = await program.end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
});
