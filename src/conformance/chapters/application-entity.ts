// The AE specification of one printer (PS3.2 A.4.2): what it accepts, and how it answers each operation of each SOP
// class. Everything in its tables comes from those that the server runs on.
import type { Config } from '../../config/config.ts';
import { transferSyntaxPreference } from '../../dicom/upper-layer/negotiation.ts';
import { applicationContextName, implementationClassUid, sopClasses } from '../../dicom/data-set/uids.ts';
import type { ClientProfile } from '../../print-scp/clients/client-profile.ts';
import { shippedProfile, shippedProfileNames } from '../../print-scp/clients/client-profiles.ts';
import type { SopClassOperations } from '../../print-scp/film/operation.ts';
import {
  operationStatuses,
  statusesOfAnyRequest,
  type OperationKind,
  type StatusRow,
} from '../../print-scp/tables/operation-statuses.ts';
import { printAbstractSyntaxes, services } from '../../print-scp/operations/services.ts';
import { retiredSopClasses } from '../../print-scp/tables/sop-classes.ts';
import { storedPrintClass } from '../../print-scp/tables/stored-print-classes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { implementationVersionName } from '../../shared/product.ts';
import { devicesOf } from '../tables/devices.ts';
import {
  list,
  paragraph,
  section,
  table,
  type Block,
  type Section,
  type Table,
} from '../formats/document.ts';
import { sopClassName, statusCells, transferSyntaxNames, wellKnownInstance } from '../tables/names.ts';
import { proposedContexts } from './print-client.ts';
import { rejectionTable } from './rejections.ts';
import { sopClassBlocks } from '../tables/sop-classes.ts';
import { forwardingClasses } from './used-classes.ts';

/** Shipped profiles with one choice of `warnings`, by name. */
const profilesWith = (choice: ClientProfile['warnings']): string =>
  shippedProfileNames
    .filter((name) => shippedProfile(name).warnings === choice)
    .map((name) => `profile ${name}`)
    .join(', ');
const everyWarning = profilesWith('sent');
const noWarning = profilesWith('silent');

const isRetired = (uid: string): boolean => retiredSopClasses.has(uid) || storedPrintClass(uid) !== undefined;

/** `used`: of imagers, which may be more than what is served. */
function sopClassSection(served: readonly string[], used: readonly string[]): Section {
  return section('SOP Classes', [
    paragraph('This Application Entity provides Standard Conformance to the following SOP Classes:'),
    table(
      'SOP Classes',
      ['SOP Class Name', 'SOP Class UID', 'SCU', 'SCP'],
      [...new Set([...served, ...used])].map((uid) => [
        isRetired(uid) ? `${sopClassName(uid)} (retired)` : sopClassName(uid),
        ...[uid, used.includes(uid) ? 'Yes' : 'No', served.includes(uid) ? 'Yes' : 'No'],
      ]),
    ),
    paragraph(
      'Standard Extended behaviour is described in the annexes. The SOP Classes of the Meta SOP Classes are accepted singly as well, and any of them may be used on any presentation context of the Print service.',
    ),
  ]);
}

function associationPolicies({ dicom }: Config): Section {
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
          'The number holds for all printers together and is configurable. A request beyond it is rejected for now. As an initiator: one for each delivery to a DICOM imager, where there is one.',
        ),
      ]),
      section('Asynchronous nature', [
        row('Asynchronous nature', 'Maximum number of outstanding asynchronous transactions', '1'),
        paragraph(
          'Operations are performed one after the other. A proposed asynchronous operations window is answered with 1 invoked and 1 performed. No event is begun while an operation is performed; a client may send its next request before it confirms an event.',
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

function acceptedContexts(classes: readonly string[]): Section {
  return section('Accepted presentation contexts', [
    table(
      'Accepted presentation contexts',
      ['Abstract Syntax', 'UID', 'Transfer Syntaxes', 'UIDs', 'Role', 'Extended Negotiation'],
      classes.map((uid) => [
        ...[
          sopClassName(uid),
          uid,
          transferSyntaxPreference.map((syntax) => transferSyntaxNames[syntax]).join('; '),
        ],
        ...[transferSyntaxPreference.join('; '), 'SCP', 'None'],
      ]),
    ),
    paragraph(
      'Accepted of a client is what the printer that it calls serves; other printers of the server may serve more or fewer SOP classes. What is not served is answered with result 3, abstract-syntax-not-supported; a context without one of these transfer syntaxes with result 4, transfer-syntaxes-not-supported. Of the transfer syntaxes proposed the first of this order is taken. Storage SOP classes besides those of Stored Print are accepted as well: nothing is stored, and each C-STORE is answered with status 0122 and a comment that says so. Every context is answered; a request without an acceptable one is accepted with all contexts refused, each with its reason. Where a client proposes roles, SCU is granted and SCP is not. SOP Class Extended Negotiation, SOP Class Common Extended Negotiation and User Identity Negotiation are passed over and not answered.',
    ),
  ]);
}

function statusTable(title: string, rows: readonly StatusRow[]): Table {
  return table(
    title,
    ['Service Status', 'Further Meaning', 'Code', 'Behaviour'],
    [...rows].sort(([a], [b]) => a - b).map(([code, meaning]) => [...statusCells(code), meaning]),
  );
}

const operationName = (kind: string): string => kind.replace(/-RQ$/, '');

function operationKinds(operations: SopClassOperations): readonly OperationKind[] {
  return Object.keys(operations).filter(
    (key): key is Exclude<keyof SopClassOperations, 'name'> => key !== 'name',
  );
}

function sopClassConformance(
  uid: string,
  operations: SopClassOperations,
  printer: Printer,
  config: Config,
): Section {
  const { name } = operations;
  const blocks = sopClassBlocks[uid] ?? {};
  const kinds = operationKinds(operations);
  const events = blocks['N-EVENT-REPORT'];
  const instance = wellKnownInstance(uid);
  const named = [...kinds.map(operationName), ...(events ? ['N-EVENT-REPORT'] : [])];
  return section(
    `${name} SOP Class`,
    [
      paragraph(
        `SOP Class UID ${uid}${instance === undefined ? '' : `, instance ${instance}`}. DIMSE services:`,
      ),
      list(...named),
    ],
    [
      ...kinds.map((kind) => {
        const rows = operationStatuses[uid]?.[kind] ?? [];
        const described = blocks[kind]?.(printer, config) ?? [];
        return section(`${name} ${operationName(kind)}`, [
          ...described,
          statusTable(`${name} ${operationName(kind)} response status`, rows),
        ]);
      }),
      ...(events ? [section(`${name} N-EVENT-REPORT`, events(printer, config))] : []),
    ],
  );
}

/** Objects that are printed as they are stored. */
function storedObjects(classes: readonly string[]): readonly Section[] {
  const rows = operationStatuses[sopClasses.StoredPrint]?.['C-STORE-RQ'] ?? [];
  if (!classes.includes(sopClasses.StoredPrint)) return [];
  return [
    section('Stored Print and Hardcopy Image SOP Classes', [
      paragraph(
        'Retired by the standard. Images (Hardcopy Grayscale and Hardcopy Color Image) are kept until a Stored Print object of the same association refers to them, in whatever order they come; the film prints once all of them are there. Their attributes are judged as those of image boxes and film boxes are. Objects are not archived: what was not printed when the association ends is forgotten.',
      ),
      statusTable('C-STORE response status', rows),
    ]),
  ];
}

function communicationFailures({ dicom }: Config): Block {
  const { betweenPackets, silentDataSet, idle, artim } = dicom.timeouts;
  const after = (ms: number) => (ms === 0 ? 'switched off' : `after ${ms / 1000} s`);
  return table(
    'Communication failures',
    ['Exception', 'Behaviour'],
    [
      [`No message (${after(idle)})`, 'The association is aborted with A-ABORT.'],
      [
        `A message that stops in the middle (${after(betweenPackets)})`,
        'The association is aborted with A-ABORT.',
      ],
      [
        `A data set that is announced and of which nothing comes (${after(silentDataSet)})`,
        'It is taken for empty, and the request is answered.',
      ],
      [
        `No association request, or a connection not closed in the end (${after(artim)})`,
        'The connection is closed.',
      ],
      [
        'A PDU or message that cannot be parsed',
        'The association is aborted with A-ABORT and the reason of PS3.8.',
      ],
      ['Association aborted or connection lost', 'What was not printed is forgotten, with its pixels.'],
      ['In every case', 'Print jobs that were accepted are printed all the same. The reason is logged.'],
    ],
  );
}

function specificConformance(classes: readonly string[], printer: Printer, config: Config): Section {
  const served = [...services].filter(([uid]) => classes.includes(uid));
  return section(
    'SOP specific conformance',
    [
      communicationFailures(config),
      statusTable('Status of any request, in addition to those of its operation', statusesOfAnyRequest),
      paragraph(
        'Failures, and warnings of N-CREATE and N-SET, have an Error Comment (0000,0902) that says what was found. Every response names the SOP class and the instance. Values longer than their VR allows are cut and recorded with the job, as is every value that was replaced.',
      ),
      paragraph(
        `A warning is sent when the film will visibly differ from what was asked. What else is replaced or skipped is called recorded in the tables below: it is answered with Success and all attributes in use, and is on the job with its reason. Clients whose profile has warnings: sent (${everyWarning}) get the warning in parentheses instead; those whose profile has warnings: silent (${noWarning}) get none at all.`,
      ),
    ],
    [
      section('Verification SOP Class', [
        statusTable(
          'C-ECHO response status',
          operationStatuses[sopClasses.Verification]?.['C-ECHO-RQ'] ?? [],
        ),
      ]),
      ...storedObjects(classes),
      ...served.map(([uid, operations]) => sopClassConformance(uid, operations, printer, config)),
    ],
  );
}

/** Films that go on to other imagers (destinations of kind dicom). */
function initiation(printer: Printer, used: readonly string[]): readonly Block[] {
  const { imagers } = devicesOf(printer);
  if (imagers.length === 0) return [paragraph('This Application Entity initiates no associations.')];
  const calls = imagers.map(
    ({ name, aeTitle, callingAeTitle }) => `${name} (called ${aeTitle}, by ${callingAeTitle})`,
  );
  return [
    paragraph(
      `Films are forwarded to imagers as a Print SCU, one association for each delivery, with the sequence of the Print client AE: ${calls.join('; ')}. Imagers are also asked for their status, on associations of their own: Printer by itself or by a Meta SOP Class, else Verification.`,
    ),
    proposedContexts(used),
  ];
}

/** The specification of the AE that `printer` is. */
export function applicationEntity(printer: Printer, config: Config): Section {
  const classes = [...printAbstractSyntaxes([printer])];
  const used = forwardingClasses(printer);
  return section(
    `Printer AE ${printer.aeTitle}`,
    [
      paragraph(
        `${printer.name}: medium ${printer.mediumName}, ${printer.resolution} pixels an inch (HIGH: ${printer.highResolution}), ${printer.bits} bits a sample.`,
      ),
    ],
    [
      sopClassSection(classes, used),
      associationPolicies(config),
      section('Association initiation policy', initiation(printer, used)),
      section('Association acceptance policy', [
        paragraph(
          `Associations are accepted whose called AE title is ${printer.aeTitle}, of clients that an access rule lets in (see Security). Their sequence of operations is as described in the implementation model.`,
        ),
        rejectionTable(),
      ]),
      acceptedContexts(classes),
      specificConformance(classes, printer, config),
    ],
  );
}
