import type { Flow } from './flows.js';
import type { Arrived } from './receiver.js';
import type { Sent } from './sending-flow.js';

/** What became of everything that a flow has sent. */
export interface Account {
  flow: Flow;
  sent: Sent;
  arrived: Arrived;
  /** Whether the kernel drops whole trains of it, so that messages are to be counted. */
  losesMessages: boolean;
  /** Datagrams that were sent and did not come. */
  lost: number;
  /** The same in what the kernel counts: messages or datagrams. */
  lostUnits: number;
  /** Of those, what the kernel has not dropped at the receiver's socket: must be 0. */
  unaccounted: number;
}

/** @param hasTrains whether the kernel sends and receives trains in one piece */
export function accountOf(flow: Flow, sent: Sent, arrived: Arrived, hasTrains: boolean): Account {
  const losesMessages = hasTrains && flow.trains && !flow.paced;
  const accepted = sent.datagrams - (sent.failed - sent.tooLong);
  const lost = accepted - arrived.datagrams;
  const lostUnits = losesMessages ? sent.messages - arrived.messages : lost;
  // The kernel counts in 32 bits and begins again at 0; so does the difference.
  const unaccounted = (lostUnits - arrived.drops) | 0;
  return { flow, sent, arrived, losesMessages, lost, lostUnits, unaccounted };
}

/**
 * What is wrong with flows, in a sentence each.
 *
 * @param deviceDrops messages that the loopback device dropped meanwhile, of whichever socket
 */
export function accountFaults(accounts: readonly Account[], deviceDrops: number): string[] {
  const faults = accounts.flatMap((account) =>
    complaints(account).map((complaint) => `${describe(account.flow)}: ${complaint}.`),
  );
  const missing = accounts.reduce((sum, { unaccounted }) => sum + unaccounted, 0);
  if (missing > deviceDrops) {
    faults.push(`${missing} are lost of which the kernel knows nothing.`);
  }
  return faults;
}

function complaints({ flow, sent, arrived, losesMessages, lost, unaccounted }: Account): string[] {
  const { corrupted, misordered, torn, changed, drops, bytes, datagrams, answers } = arrived;
  const wrong: [isWrong: boolean, complaint: string][] = [
    [datagrams === 0, 'nothing has arrived'],
    [unaccounted < 0, `${-unaccounted} more have arrived or were dropped than were sent`],
    [flow.paced && drops > 0, `${drops} were dropped although the sender waited`],
    [flow.paced && lost === 0 && bytes !== sent.bytes, `${sent.bytes} bytes became ${bytes}`],
    [sent.failed !== sent.tooLong, `${sent.failed} failed and not ${sent.tooLong}`],
    [sent.answers !== answers, `${answers} answers became ${sent.answers}`],
    [corrupted > 0, `${corrupted} were corrupted`],
    [misordered > 0, `${misordered} came twice or out of order`],
    [losesMessages && torn > 0, `${torn} trains came in part`],
    [changed > 0, `${changed} changed after they were delivered`],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, complaint]) => complaint);
}

/** A flow in words. */
function describe({ id, type, way, connected, reading, trains, paced }: Flow): string {
  return [
    `Flow ${id} (${type}`,
    connected ? 'connected' : 'unconnected',
    way,
    reading,
    trains ? 'trains' : 'no trains',
    paced ? 'paced)' : 'unpaced)',
  ].join(', ');
}
