import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../support/ports';
import { type Program, runExample } from './program';

async function startServer(): Promise<{ server: Program; port: string }> {
  const server = runExample('server', '0');
  const line = await server.line();
  const port = /^Listening on 127\.0\.0\.1:(\d+), Ctrl\+C to stop$/.exec(line)?.[1];
  assert.ok(port, line);
  return { server, port };
}

/** What the server printed until then. */
async function stopServer(server: Program): Promise<string[]> {
  server.interrupt();
  const { lines, complaints, outcome } = await server.end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.equal(lines.pop(), 'Closed');
  return lines;
}

test('the client gets an answer from the server, which ends when interrupted', async () => {
  const { server, port } = await startServer();
  assert.deepEqual(await runExample('client', 'good day', port).end(), {
    lines: [
      `Sent "good day", 8 bytes, to 127.0.0.1:${port}`,
      `127.0.0.1:${port} answered "GOOD DAY"`,
    ],
    complaints: '',
    outcome: 0,
  });
  const [line = '', ...more] = await stopServer(server);
  assert.match(line, /^127\.0\.0\.1:\d+ sent "good day"$/);
  assert.deepEqual(more, []);
});

test('the client tells what to do when nobody answers', async () => {
  const port = String(await freePort('127.0.0.1'));
  const { complaints, outcome } = await runExample('client', 'good day', port).end();
  assert.equal(outcome, 1);
  assert.match(complaints, /^No answer within 2 seconds\. Is the server running\?/);
});

test('the connected client gets as many answers as it sends datagrams', async () => {
  const { server, port } = await startServer();
  const { lines, complaints, outcome } = await runExample('connected-client', '3', port).end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.match(lines.shift() ?? '', /^127\.0\.0\.1:\d+ is connected to 127\.0\.0\.1:\d+$/);
  assert.deepEqual(lines, [
    'Answer 1: "DATAGRAM 1"',
    'Answer 2: "DATAGRAM 2"',
    'Answer 3: "DATAGRAM 3"',
  ]);
  await stopServer(server);
});

test('the connected client learns at once that nobody listens', async () => {
  const port = String(await freePort('127.0.0.1'));
  const { complaints, outcome } = await runExample('connected-client', '3', port).end();
  assert.equal(outcome, 1);
  assert.match(complaints, /ECONNREFUSED.*: is the server running\?/);
});

test('the server tells that its port is taken', async () => {
  const { server, port } = await startServer();
  const { complaints, outcome } = await runExample('server', port).end();
  assert.equal(outcome, 1);
  assert.match(complaints, /^The server failed: bind EADDRINUSE/);
  await stopServer(server);
});
