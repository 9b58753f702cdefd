import { setTimeout as passing } from 'node:timers/promises';
import type { Outcome, Part } from './cases/index.js';
import { CONTENDERS, type Contender, type Tools } from './contenders/index.js';
import type { Cores } from './cores.js';
import { Link } from './link.js';
import { PeerProcess } from './peer-process.js';
import type { Run } from './plan.js';
import {
  type Arguments,
  type Listening,
  type Opened,
  type Result,
  ROLE_ARGUMENTS,
  type Role,
} from './protocol.js';

/** How runs are made. */
export interface Conditions {
  tools: Tools;
  /** Undefined where processes are not pinned. */
  cores: Cores | undefined;
  warmup: number;
  seconds: number;
}

/** Roles that count all the time that they are told: they do not warm up. */
const WITHOUT_WARMUP: readonly Role[] = ['load'];

/** More than so many ports go by standard input: an argument has a limit. */
const PORTS_IN_ARGUMENT = 1000;

/** Runs a case once, in fresh processes. */
export async function measure(run: Run, conditions: Conditions): Promise<Outcome> {
  const { listener, driver, isSpread, link: rate } = run.contest.case;
  const cores = isSpread ? undefined : conditions.cores;
  const link = rate === undefined ? undefined : await Link.open(rate);
  const processes: PeerProcess[] = [];
  const start = (part: Part, args: Arguments, core: number | undefined): PeerProcess => {
    const player = playerOf(part, run.contender);
    const words = argumentsOf(part, { ...run.contest.parameters, ...args });
    const command = player.command(part.role, words, conditions.tools);
    const linked = link === undefined ? command : link.on(command);
    const process = new PeerProcess(`${player.id}'s ${part.role}`, linked, core);
    processes.push(process);
    return process;
  };
  try {
    if (listener === undefined) {
      const process = start(driver, {}, cores?.driver);
      const result = await process.read<Result>('its result', 0);
      await process.end();
      return { driver: result };
    }
    const listening = start(listener, {}, cores?.listener);
    return await drive(listening, start, run, { ...conditions, cores });
  } finally {
    for (const process of processes) process.kill();
    link?.close();
  }
}

async function drive(
  listening: PeerProcess,
  start: (part: Part, args: Arguments, core: number | undefined) => PeerProcess,
  { contest }: Run,
  { cores, warmup, seconds }: Conditions,
): Promise<Outcome> {
  const { driver } = contest.case;
  const ready = await listening.read<Listening | Opened>('that it listens', 0);
  const ports = 'ports' in ready ? ready.ports : [ready.port];
  const portsAreTold = ports.length > PORTS_IN_ARGUMENT;
  const times = WITHOUT_WARMUP.includes(driver.role)
    ? { seconds: warmup + seconds }
    : { warmup, seconds };
  const addressing = { port: ports[0] ?? 0, ports: portsAreTold ? '-' : ports.join(',') };
  const driving = start(driver, { ...times, ...addressing }, cores?.driver);
  if (portsAreTold) driving.tell(ports.join(','));
  const driven = driving.read<Result>('its result', warmup + seconds);
  // The listener counts until the driver has ended: where nobody listens, sending is another thing.
  const starting = passing(warmup * 1000).then(() => listening.tell('start'));
  const [driverResult] = await Promise.all([driven, starting]);
  listening.tell('stop');
  const listenerResult = await listening.read<Result>('its result', 0);
  await Promise.all([driving.end(), listening.end()]);
  return {
    driver: driverResult,
    listener: listenerResult,
    ...('ports' in ready ? { opened: ready } : {}),
  };
}

function playerOf({ player }: Part, measured: Contender): Contender {
  if (player === undefined) return measured;
  const found = CONTENDERS.find(({ id }) => id === player);
  if (found === undefined) throw new Error(`There is no contender "${player}".`);
  return found;
}

/** Of what there is, what the role takes. */
function argumentsOf(part: Part, available: Arguments): Arguments {
  const all = { ...available, ...part.arguments };
  const names: readonly string[] = ROLE_ARGUMENTS[part.role];
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
