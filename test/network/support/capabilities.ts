import { spawnSync } from 'node:child_process';

/** What sets a new namespace up: addresses outlive a link that is down, no ICMP error is held back. */
export const SETUP = [
  'ip link set lo up',
  'echo 1 > /proc/sys/net/ipv6/conf/all/keep_addr_on_down',
  'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit',
  'echo 0 > /proc/sys/net/ipv6/icmp/ratelimit',
  // That holds for a host and its peers; the limit for all of them is lifted by kinds.
  'echo 0 > /proc/sys/net/ipv4/icmp_ratemask',
  'echo > /proc/sys/net/ipv6/icmp/ratemask',
].join(' && ');

/** A command that some tests need, with what proves that it works. */
const PROOFS = {
  nft: 'nft add table inet proof',
  tc: 'ip link add near type veth peer name far && tc qdisc add dev near root tbf rate 1mbit burst 10kb limit 10kb',
  ethtool: 'ip link add near type veth peer name far && ethtool -K near gro on',
};

/** What a test may need besides hosts with links. */
export type Command = keyof typeof PROOFS;

const CABLE = `${SETUP} && ip link add near type veth peer name far`;

const works = new Map<string, boolean>();

function proves(script: string): boolean {
  let proved = works.get(script);
  if (proved === undefined) {
    proved = spawnSync('unshare', ['--net', 'sh', '-c', script], { stdio: 'ignore' }).status === 0;
    works.set(script, proved);
  }
  return proved;
}

/** Why a test that needs these can't run here; false where it can. */
export function whyNot(commands: readonly Command[]): string | false {
  if (!proves(CABLE)) return 'network namespaces with virtual cables can not be made here';
  const missing = commands.find((command) => !proves(PROOFS[command]));
  return missing !== undefined && `${missing} is not installed, or can not do its work here`;
}
