import type { Case } from './case.js';
import { cpuIpv6Case } from './cpu-ipv6.js';
import { cpuReceiveCase } from './cpu-receive.js';
import { echoCase } from './echo.js';
import { endToEndCase } from './end-to-end.js';
import { fanOutCase } from './fan-out.js';
import { importCases } from './import.js';
import { latencyCase } from './latency.js';
import { manyClientsCase } from './many-clients.js';
import { manyCoresCase } from './many-cores.js';
import { queriesCase } from './queries.js';
import { receiveCases } from './receive.js';
import { sendCases } from './send.js';
import { sharedDescriptorCase } from './shared-descriptor.js';
import { slowLinkCase } from './slow-link.js';
import { socketsCase } from './sockets.js';

/** In the order in which they run. */
export const CASES: readonly Case[] = [
  ...sendCases,
  slowLinkCase,
  fanOutCase,
  ...receiveCases,
  endToEndCase,
  echoCase,
  sharedDescriptorCase,
  manyClientsCase,
  latencyCase,
  queriesCase,
  cpuReceiveCase,
  cpuIpv6Case,
  manyCoresCase,
  socketsCase,
  ...importCases,
];
