// The AE specification of the command line's print client: what it proposes, and what it makes of the answers.
import { applicationContextName, implementationClassUid } from '../../dicom/data-set/uids.ts';
import { proposedTransferSyntaxes } from '../../print-scu/print-association.ts';
import { implementationVersionName } from '../../shared/product.ts';
import { paragraph, section, table, type Section, type Table } from '../formats/document.ts';
import { sopClassName, transferSyntaxNames } from '../tables/names.ts';
import { printClientClasses } from './used-classes.ts';

/** The presentation contexts that are proposed to another printer. */
export function proposedContexts(classes: readonly string[]): Table {
  const names = proposedTransferSyntaxes.map((syntax) => transferSyntaxNames[syntax]).join('; ');
  return table(
    'Proposed presentation contexts',
    ['Abstract Syntax', 'UID', 'Transfer Syntaxes', 'UIDs', 'Role', 'Extended Negotiation'],
    classes.map((uid) => [sopClassName(uid), uid, names, proposedTransferSyntaxes.join('; '), 'SCU', 'None']),
  );
}

export function printClient(): Section {
  return section(
    'Print client AE',
    [],
    [
      section('SOP Classes', [
        table(
          'SOP Classes of the Print client AE',
          ['SOP Class Name', 'SOP Class UID', 'SCU', 'SCP'],
          printClientClasses.map((uid) => [sopClassName(uid), uid, 'Yes', 'No']),
        ),
      ]),
      section('Association policies', [
        table(
          'Association policies of the Print client AE',
          ['Policy', 'Value'],
          [
            ['Application Context Name', applicationContextName],
            ['Maximum number of simultaneous associations', '1'],
            ['Maximum number of outstanding asynchronous transactions', '1'],
            ['Implementation Class UID', implementationClassUid],
            ['Implementation Version Name', implementationVersionName],
          ],
        ),
      ]),
      section('Association initiation policy', [
        paragraph(
          'An association is opened for each call of the commands "print" (films) and "echo" (Verification), in clear or over TLS. Meta SOP Classes are proposed as the images need them, Basic Annotation Box if there are texts.',
        ),
        proposedContexts(printClientClasses),
        paragraph(
          'A response with a warning is noted and the work goes on; one with a failure ends it with a sentence that names the step and the status.',
        ),
      ]),
      section('Association acceptance policy', [paragraph('The Print client AE accepts no associations.')]),
    ],
  );
}
