// An access rule as one line of text: which clients, which services, which printers.
import type { AccessRule } from '../../access/access.ts';

/** `ward: echo, print; AE titles CT*, MR1; from 10.1.0.0/16; printers WARD3` */
export function accessText(rule: AccessRule): string {
  const { name, may, callingAeTitles, addresses, certificates, printers, maxAssociations } = rule;
  const anyone = !callingAeTitles && !addresses && !certificates;
  return [
    `${name}: ${may.join(', ')}`,
    anyone ? 'anyone' : null,
    callingAeTitles ? `AE titles ${callingAeTitles.join(', ')}` : null,
    addresses ? `from ${addresses.entries.join(', ')}` : null,
    certificates ? `with a certificate of ${certificates.join(', ')}` : null,
    printers ? `printers ${printers.join(', ')}` : 'every printer',
    maxAssociations === undefined ? null : `at most ${maxAssociations} associations of one client`,
  ]
    .filter((part) => part !== null)
    .join('; ');
}
