// The AE specification of one printer (PS3.2 A.4.2): its SOP classes, and the responses to each of their operations.
// Negotiation is in associations.ts. All tables are generated from the tables of the server itself.
import type { Config } from '../../config/config.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { ClientProfile } from '../../print-scp/clients/client-profile.ts';
import { shippedProfile, shippedProfileNames } from '../../print-scp/clients/client-profiles.ts';
import type { SopClassOperations } from '../../print-scp/film/operation.ts';
import { operationStatuses, statusesOfAnyRequest } from '../../print-scp/tables/operation-statuses.ts';
import type { OperationKind, StatusRow } from '../../print-scp/tables/status-rows.ts';
import { printAbstractSyntaxes, services } from '../../print-scp/operations/services.ts';
import { retiredSopClasses } from '../../print-scp/tables/sop-classes.ts';
import { storedPrintClass } from '../../print-scp/tables/stored-print-classes.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import {
  list,
  paragraph,
  section,
  table,
  type Block,
  type Section,
  type Table,
} from '../formats/document.ts';
import { sopClassName, statusCells, wellKnownInstance } from '../tables/names.ts';
import {
  acceptedContexts,
  associationAcceptance,
  associationInitiation,
  associationPolicies,
} from './associations.ts';
import { sopClassBlocks } from '../tables/sop-classes.ts';
import { usedClasses } from './used-classes.ts';

/** Shipped profiles with one choice of `warnings`, by name. */
const profilesWith = (choice: ClientProfile['warnings']): string =>
  shippedProfileNames
    .filter((name) => shippedProfile(name).warnings === choice)
    .map((name) => `profile ${name}`)
    .join(', ');
const everyWarning = profilesWith('sent');
const noWarning = profilesWith('silent');

const isRetired = (uid: string): boolean => retiredSopClasses.has(uid) || storedPrintClass(uid) !== undefined;

/** `used`: SOP classes used as SCU, with imagers. */
function sopClassSection(served: readonly string[], used: readonly string[]): Section {
  return section('SOP Classes', [
    paragraph('This Application Entity provides Standard Conformance to the following SOP Classes:'),
    table(
      'SOP Classes',
      ['SOP Class Name', 'SOP Class UID', 'SCU', 'SCP'],
      [...new Set([...served, ...used])].map((uid) => [
        isRetired(uid) ? `${sopClassName(uid)} (retired)` : sopClassName(uid),
        uid,
        used.includes(uid) ? 'Yes' : 'No',
        served.includes(uid) ? 'Yes' : 'No',
      ]),
    ),
    paragraph(
      'Standard Extended behavior is described in the annexes. The SOP Classes of the Meta SOP Classes are also accepted individually, and each may be used on any presentation context of the Print service.',
    ),
  ]);
}

function statusTable(title: string, rows: readonly StatusRow[]): Table {
  return table(
    title,
    ['Service Status', 'Further Meaning', 'Code', 'Behavior'],
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
  printer: ConfiguredPrinter,
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

/** SOP classes that are printed when they are stored. */
function storedObjects(classes: readonly string[]): readonly Section[] {
  const rows = operationStatuses[sopClasses.StoredPrint]?.['C-STORE-RQ'] ?? [];
  if (!classes.includes(sopClasses.StoredPrint)) return [];
  return [
    section('Stored Print and Hardcopy Image SOP Classes', [
      paragraph(
        'Retired by the standard. Images (Hardcopy Grayscale and Hardcopy Color Image) are kept until a Stored Print object of the same association refers to them, in any order; the film is printed when all of them have arrived. The rules for their attributes are those of image boxes and film boxes. Objects are not archived: those not printed by the end of the association are discarded.',
      ),
      statusTable('C-STORE response status', rows),
    ]),
  ];
}

function communicationFailures({ dicom }: Config): Block {
  const { betweenPackets, silentDataSet, idle, artim, eventConfirmation, printerEventConfirmation } =
    dicom.timeouts;
  const after = (ms: number) => (ms === 0 ? 'switched off' : `after ${ms / 1000} s`);
  return table(
    'Communication failures',
    ['Exception', 'Behavior'],
    [
      [`No message (${after(idle)})`, 'The association is aborted with A-ABORT.'],
      [`An incomplete message (${after(betweenPackets)})`, 'The association is aborted with A-ABORT.'],
      [
        `An announced data set that does not begin (${after(silentDataSet)})`,
        'The data set is treated as empty, and the request is answered.',
      ],
      [
        `No association request, or no close of the connection after the association (${after(artim)})`,
        'The connection is closed.',
      ],
      [
        `An unconfirmed event (of a print job ${after(eventConfirmation)}, of the printer ${after(printerEventConfirmation)})`,
        'The next event is sent. The association continues.',
      ],
      [
        'A PDU or message that cannot be parsed',
        'The association is aborted with A-ABORT and the reason of PS3.8. An association request is rejected (see Association rejection reasons).',
      ],
      [
        'Association aborted or connection lost',
        'Objects not printed are discarded, with their pixels; for clients whose profile has sessionSeconds, after that time.',
      ],
      ['In every case', 'Accepted print jobs are printed. The reason is logged.'],
    ],
  );
}

function specificConformance(
  classes: readonly string[],
  printer: ConfiguredPrinter,
  config: Config,
): Section {
  const served = [...services].filter(([uid]) => classes.includes(uid));
  return section(
    'SOP specific conformance',
    [
      communicationFailures(config),
      statusTable('Status of any request, in addition to those of its operation', statusesOfAnyRequest),
      paragraph(
        'Failures, and warnings of N-CREATE and N-SET, have an Error Comment (0000,0902) with the reason. Every response contains the SOP Class UID, and the SOP Instance UID if the request or the response has one. Values longer than their VR allows are truncated; this and every other substitution is recorded on the job.',
      ),
      paragraph(
        `A warning is sent when the film will visibly differ from the request. Other substitutions are called "recorded" in the tables below: the response is Success with all attributes in use, and the substitution is recorded on the job with its reason. Clients whose profile has warnings: sent (${everyWarning}) get the warning in parentheses instead; those whose profile has warnings: silent (${noWarning}) get no warnings.`,
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

/** The AE specification of a printer. */
export function applicationEntity(printer: ConfiguredPrinter, config: Config): Section {
  const classes = [...printAbstractSyntaxes([printer])];
  const used = usedClasses(printer, config);
  return section(
    `Printer AE ${printer.aeTitle}`,
    [
      paragraph(
        `${printer.name}: medium ${printer.mediumName}, ${printer.resolution} pixels per inch (HIGH: ${printer.highResolution}), ${printer.bits} bits per sample.`,
      ),
    ],
    [
      sopClassSection(classes, used),
      associationPolicies(config),
      associationInitiation(printer, config),
      associationAcceptance(printer),
      acceptedContexts(classes, config),
      specificConformance(classes, printer, config),
    ],
  );
}
