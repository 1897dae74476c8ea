// The doctor's checks of the devices behind the printers: whether their host names can be resolved, and their state. For
// webhooks only the host name is checked, because a message would alarm its readers.
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { DestinationDriver, DeviceState } from '../destinations/destination.ts';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import type { Destination } from '../destinations/destination-kind.ts';
import { checkFolder } from './folders.ts';
import { broken, ok, warning, type Finding } from './finding.ts';
import { within } from '../shared/within.ts';

const timeoutMs = 9_000;

export type Resolve = (host: string) => Promise<string>;

const resolveByDns: Resolve = async (host) => (await lookup(host)).address;

async function checkName(host: string, users: readonly string[], resolve: Resolve): Promise<Finding> {
  try {
    const address = await within(timeoutMs, resolve(host));
    return ok('name', address === host ? `${host} is an address` : `${host} is ${address}`);
  } catch (error) {
    const why = systemCodeOf(error) === 'ENOTFOUND' ? 'host name not found' : messageOf(error);
    const hint = host.endsWith('.local')
      ? 'names in .local need mDNS on this machine (libnss-mdns), or '
      : '';
    return broken(
      'name',
      `${host} (${users.join(', ')}): ${why}`,
      `${hint}check the DNS, or use the IP address`,
    );
  }
}

function deviceFinding(name: string, required: boolean, state: DeviceState): Finding {
  const { status, info, ready, detail, model } = state;
  if (status === 'NORMAL') return ok('device', `${name}: ${model ?? detail}`);
  const found = `${name}: ${info}${ready ? '' : ', does not accept jobs now'}`;
  return ready || !required ? warning('device', found, detail) : broken('device', found, detail);
}

/**
 * The state of the device of a destination.
 * @param more - further queries to a device that answered, while its driver is open
 */
export async function queryDevice(
  aeTitle: string,
  destination: Destination,
  more: (driver: DestinationDriver) => Promise<void> = () => Promise.resolve(),
): Promise<Finding> {
  const name = `${destination.name} of ${aeTitle}`;
  for (const { checks } of destination.members) {
    if (checks.folder === undefined) continue;
    const there = await stat(checks.folder).catch(() => undefined);
    // Its driver would create the folder.
    if (!there?.isDirectory()) return checkFolder('device', checks.folder, 'folder of the destination');
  }
  const driver = destination.open();
  try {
    const state = await driver.deviceState(AbortSignal.timeout(timeoutMs));
    if (state.info !== 'PRINTER OFFLINE') await more(driver);
    return deviceFinding(name, destination.required, state);
  } catch (error) {
    return broken('device', `${name}: ${messageOf(error)}`, 'check its configuration');
  } finally {
    await driver.close?.();
  }
}

/** Names first, then devices, in the order of the configuration; all are queried at once. */
export async function checkDevices(
  config: Pick<Config, 'printers' | 'notifications'>,
  resolve: Resolve = resolveByDns,
): Promise<readonly Finding[]> {
  const users = new Map<string, string[]>();
  const uses = (host: string | undefined, user: string) => {
    if (host !== undefined) users.set(host, [...(users.get(host) ?? []), user]);
  };
  const all = config.printers.flatMap(({ aeTitle, destinations }) =>
    destinations.map((destination) => ({ aeTitle, destination })),
  );
  for (const { aeTitle, destination } of all)
    for (const { name, checks } of destination.members) uses(checks.host, `${name} of ${aeTitle}`);
  for (const [index, receiver] of config.notifications.entries())
    uses(
      receiver.kind === 'mail'
        ? receiver.server.host
        : new URL(receiver.url).hostname.replace(/^\[|\]$/g, ''),
      `notifications[${index}]`,
    );
  return Promise.all([
    ...[...users].map(([host, names]) => checkName(host, names, resolve)),
    ...all.map(({ aeTitle, destination }) => queryDevice(aeTitle, destination)),
  ]);
}
