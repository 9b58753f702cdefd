// A server whose counters are metrics for Prometheus, by prom-client.
//
//   node examples/metrics.mjs [port] [metricsPort]
//
// Then: curl http://127.0.0.1:9464/metrics (and Ctrl+C to stop)

import { once } from 'node:events';
import { createServer } from 'node:http';
import dgram from 'fast-dgram';
import { Counter, Gauge, register } from 'prom-client';

const [port = '41234', metricsPort = '9464'] = process.argv.slice(2);

const server = dgram.createSocket('udp4', (message, remote) => {
  server.send(message, remote.port, remote.address);
});

/** A counter that is read from the socket when somebody asks for it. */
function counter(name, help, read) {
  new Counter({
    name,
    help,
    collect() {
      this.reset();
      this.inc(read(server.stats()));
    },
  });
}

counter('udp_datagrams_received_total', 'Datagrams read', (stats) => stats.datagramsReceived);
counter('udp_received_bytes_total', 'Bytes read', (stats) => stats.bytesReceived);
counter('udp_receive_calls_total', 'System calls that read', (stats) => stats.receiveCalls);
counter(
  'udp_datagrams_dropped_total',
  'Dropped by the kernel, for the receive buffer was full',
  (stats) => stats.datagramsDropped ?? Number.NaN, // before Linux 4.12
);
counter('udp_datagrams_sent_total', 'Datagrams sent', (stats) => stats.datagramsSent);
counter('udp_sent_bytes_total', 'Bytes sent', (stats) => stats.bytesSent);
counter('udp_send_calls_total', 'System calls that sent', (stats) => stats.sendCalls);

new Counter({
  name: 'udp_datagrams_failed_total',
  help: 'Datagrams that could not be sent',
  labelNames: ['code'],
  collect() {
    this.reset();
    const { datagramsFailed } = server.stats();
    for (const [code, count] of Object.entries(datagramsFailed)) this.inc({ code }, count);
  },
});

new Gauge({
  name: 'udp_queued_bytes',
  help: 'Bytes that wait for the kernel',
  collect() {
    this.set(server.stats().bytesQueued);
  },
});

server.bind(Number(port), '127.0.0.1');
await once(server, 'listening');

const metrics = createServer(async (_request, response) => {
  response.setHeader('Content-Type', register.contentType);
  response.end(await register.metrics());
});
metrics.listen(Number(metricsPort), '127.0.0.1');
await once(metrics, 'listening');

console.log(`Answers datagrams at 127.0.0.1:${server.address().port}`);
console.log(`Metrics at http://127.0.0.1:${metrics.address().port}/metrics`);

process.on('SIGINT', () => {
  // The page first: stats() of a closed socket throws.
  metrics.close(() => server.close());
  metrics.closeAllConnections();
});
