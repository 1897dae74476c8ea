// Associations of one printer (PS3.2 A.4.2): number, peers and negotiation. Addresses, transfer syntaxes and remote
// systems are those of the configuration. Part of application-entity.ts.
import type { Config } from '../../config/config.ts';
import { applicationContextName, implementationClassUid } from '../../dicom/data-set/uids.ts';
import { transferSyntaxPreference } from '../../dicom/upper-layer/negotiation.ts';
import type { Printer, RemoteEntity } from '../../shared/film/printer.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { implementationVersionName } from '../../shared/product.ts';
import {
  list,
  paragraph,
  section,
  table,
  type Block,
  type Section,
  type Table,
} from '../formats/document.ts';
import type { SingleDestination } from '../../destinations/destination-kind.ts';
import { kindsOf, remotesOf, verificationsAtOnce } from '../tables/devices.ts';
import { sopClassName, syntaxCells } from '../tables/names.ts';
import { proposedTransferSyntaxes } from '../../print-scu/print-association.ts';
import { proposedContexts } from './print-client.ts';
import { rejectionTable } from './rejections.ts';
import { usedClasses } from './used-classes.ts';

export function associationPolicies({ dicom }: Config): Section {
  const row = (title: string, name: string, value: string) => table(title, [name, 'Value'], [[name, value]]);
  return section(
    'Association policies',
    [],
    [
      section('General', [
        paragraph(
          'Associations are accepted as long as the server runs. The DICOM application context is the only one.',
        ),
        row('DICOM application context', 'Application Context Name', applicationContextName),
      ]),
      section('Number of associations', [
        row(
          'Number of associations as an acceptor',
          'Maximum number of simultaneous associations',
          String(dicom.maxAssociations),
        ),
        paragraph(
          `The limit applies to all printers and all listeners together and is configurable. Further requests are rejected as transient (local limit exceeded) until an association has ended. As an initiator: one association for each delivery to a DICOM imager and one for each status query of an imager, if one is configured; up to ${verificationsAtOnce} to verify remote systems, if any are configured.`,
        ),
      ]),
      section('Asynchronous nature', [
        row('Asynchronous nature', 'Maximum number of outstanding asynchronous transactions', '1'),
        paragraph(
          'Operations are performed one at a time. A proposed asynchronous operations window is answered with 1 invoked and 1 performed. No event is sent while an operation is performed; a client may send its next request before it confirms an event.',
        ),
      ]),
      section('Implementation identifying information', [
        table(
          'DICOM implementation class and version',
          ['Name', 'Value'],
          [
            ['Implementation Class UID', implementationClassUid],
            ['Implementation Version Name', implementationVersionName],
          ],
        ),
      ]),
    ],
  );
}

/** Proposed presentation contexts: one table if all systems get the same proposal, else a second one of the transfer syntaxes. */
function contextTables(classes: readonly string[], remotes: readonly RemoteEntity[]): readonly Table[] {
  const rows = remotes.map(({ name, transferSyntaxes = proposedTransferSyntaxes }) => [
    name,
    ...syntaxCells(transferSyntaxes),
  ]);
  const [[, ...first] = [], ...others] = rows;
  if (others.every(([, ...cells]) => cells.join() === first.join()))
    return [proposedContexts(classes, first)];
  const title = 'Proposed transfer syntaxes by remote system';
  return [
    proposedContexts(classes, [`See ${title}`, 'as there']),
    table(title, ['Remote system', 'Transfer Syntaxes', 'UIDs'], rows),
  ];
}

/** Associations with devices of the printer (film imagers), and remote systems that are verified. */
export function associationInitiation(printer: ConfiguredPrinter, config: Config): Section {
  const remotes = remotesOf(printer, config);
  const opened = kindsOf(printer).filter(({ conformance }) => conformance.associations !== undefined);
  const remotesAmong = (devices: readonly SingleDestination[]) =>
    devices.flatMap(({ remote }) => remote ?? []);
  const calls = (all: readonly RemoteEntity[]) =>
    all
      .map(({ name, aeTitle, callingAeTitle }) => `${name} (called ${aeTitle}, by ${callingAeTitle})`)
      .join('; ');
  const blocks: readonly Block[] = [
    ...opened.flatMap(({ conformance, devices }) =>
      conformance.associations
        ? [paragraph(conformance.associations.policy(calls(remotesAmong(devices))))]
        : [],
    ),
    ...(remotes.length === 0
      ? []
      : [
          paragraph(
            `Remote systems are verified (C-ECHO) on request of a user, each on its own association: ${calls(remotes)}.`,
          ),
        ]),
  ];
  const initiates = blocks.length > 0;
  return section(
    'Association initiation policy',
    initiates
      ? [
          ...blocks,
          ...contextTables(usedClasses(printer, config), [
            ...opened.flatMap(({ devices }) => remotesAmong(devices)),
            ...remotes,
          ]),
        ]
      : [paragraph('This Application Entity initiates no associations.')],
  );
}

export function associationAcceptance({ aeTitle, aeTitleAliases, anyAeTitle }: Printer): Section {
  const titles = [aeTitle, ...aeTitleAliases, ...(anyAeTitle ? ['any title that no other printer has'] : [])];
  return section('Association acceptance policy', [
    paragraph(
      `Associations are accepted if the called AE title is ${titles.join(' or ')} and an access rule allows the client (see Security). The sequence of operations is described in the implementation model.`,
    ),
    rejectionTable(),
  ]);
}

/** Accepted transfer syntaxes of listeners and access rules that differ from the server; empty if none does. */
function syntaxTable({ dicom, access }: Config): readonly Block[] {
  const { host, port, transferSyntaxes, listeners } = dicom;
  const ofServer = transferSyntaxes ?? transferSyntaxPreference;
  const first = { host, port, transferSyntaxes: ofServer };
  const ofListeners = [first, ...listeners].map((listener) => ({
    where: `Address ${listener.host}, port ${listener.port}`,
    syntaxes: listener.transferSyntaxes ?? transferSyntaxPreference,
  }));
  const ofRules = access.flatMap((rule) =>
    rule.transferSyntaxes
      ? [{ where: `Access rule ${rule.name}, at every address`, syntaxes: rule.transferSyntaxes }]
      : [],
  );
  const rows = [...ofListeners, ...ofRules];
  if (rows.every(({ syntaxes }) => syntaxes.join() === ofServer.join())) return [];
  return [
    table(
      'Transfer syntaxes by listener and client',
      ['Where', 'Transfer Syntaxes', 'UIDs'],
      rows.map(({ where, syntaxes }) => [where, ...syntaxCells(syntaxes)]),
    ),
  ];
}

export function acceptedContexts(classes: readonly string[], config: Config): Section {
  const differing = syntaxTable(config);
  const syntaxes = config.dicom.transferSyntaxes ?? transferSyntaxPreference;
  return section('Accepted presentation contexts', [
    table(
      'Accepted presentation contexts',
      ['Abstract Syntax', 'UID', 'Transfer Syntaxes', 'UIDs', 'Role', 'Extended Negotiation'],
      classes.map((uid) => [sopClassName(uid), uid, ...syntaxCells(syntaxes), 'SCP', 'None']),
    ),
    ...differing,
    list(
      'The SOP classes of the called printer are accepted; other printers of the server may support more or fewer SOP classes.',
      'Other SOP classes are answered with result 3, abstract-syntax-not-supported; a context without one of these transfer syntaxes with result 4, transfer-syntaxes-not-supported.',
      `Of the proposed transfer syntaxes, the first in this order is accepted.${differing.length > 0 ? ' The transfer syntaxes above are those of the first address; those of an access rule have priority over those of the listener.' : ''}`,
      'Other storage SOP classes than those of Stored Print are accepted as well, but nothing is stored: each C-STORE is answered with status 0122 and a comment with the reason.',
      'Every context is answered. An association request without an acceptable context is accepted, with every context refused with its reason.',
      'If a client proposes the SCU role for a supported SOP class, SCU is granted and SCP is not; an item that proposes only SCP is not answered, and the default roles apply.',
      'SOP Class Extended Negotiation, SOP Class Common Extended Negotiation and User Identity Negotiation are ignored and not answered.',
    ),
  ]);
}
