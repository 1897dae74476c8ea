// The AE specification of the command line's print client: what it proposes, and how it handles responses.
import { applicationContextName, implementationClassUid } from '../../dicom/data-set/uids.ts';
import { proposedTransferSyntaxes } from '../../print-scu/print-association.ts';
import { implementationVersionName } from '../../shared/product.ts';
import { list, paragraph, section, table, type Section, type Table } from '../formats/document.ts';
import { sopClassName, syntaxCells } from '../tables/names.ts';
import { verificationsAtOnce } from '../tables/devices.ts';
import { printClientClasses } from '../../print-scu/used-classes.ts';

/** The presentation contexts that are proposed to another printer. */
export function proposedContexts(
  classes: readonly string[],
  syntaxes: readonly string[] = syntaxCells(proposedTransferSyntaxes),
): Table {
  return table(
    'Proposed presentation contexts',
    ['Abstract Syntax', 'UID', 'Transfer Syntaxes', 'UIDs', 'Role', 'Extended Negotiation'],
    classes.map((uid) => [sopClassName(uid), uid, ...syntaxes, 'SCU', 'None']),
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
            ['Maximum number of simultaneous associations', `1; ${verificationsAtOnce} of "echo --all"`],
            ['Maximum number of outstanding asynchronous transactions', '1'],
            ['Implementation Class UID', implementationClassUid],
            ['Implementation Version Name', implementationVersionName],
          ],
        ),
      ]),
      section('Association initiation policy', [
        paragraph(
          'An association is opened for each run of the commands "print" (films) and "echo" (Verification), and by "echo --all" one for each imager and remote system of the configuration; unencrypted or over TLS. To imagers and remote systems of the configuration, their configured transfer syntaxes are proposed. Meta SOP Classes are proposed as required by the images, Basic Annotation Box if there are texts.',
        ),
        proposedContexts(printClientClasses),
        list(
          'A response with a warning is reported to the user, and printing continues.',
          'A failure of an operation that the film depends on ends the command with a message that names the step and the status: N-CREATE of film session, Presentation LUT and film box, N-SET of an image, N-ACTION. A film session or film box that is refused for its character set or its Annotation Display Format ID is created again without it.',
          'Any other failure is reported to the user, and printing continues: N-GET of the printer and of a print job, N-SET of an annotation, N-DELETE. If the printer does not accept Presentation LUT or Basic Annotation Box, films are printed without them, and that is reported.',
          'Nothing is sent to a printer whose Printer Status is FAILURE; WARNING is reported to the user.',
        ),
      ]),
      section('Association acceptance policy', [paragraph('The Print client AE accepts no associations.')]),
    ],
  );
}
