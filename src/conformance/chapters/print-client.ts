// The AE specification of the command line's print client: what it proposes, and what it makes of the answers.
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
          'An association is opened for each call of the commands "print" (films) and "echo" (Verification), and by "echo --all" one for each imager and remote system of the configuration; unencrypted or over TLS. Imagers and remote systems of the configuration are proposed the transfer syntaxes that are configured for them. Meta SOP Classes are proposed as the images need them, Basic Annotation Box if there are texts.',
        ),
        proposedContexts(printClientClasses),
        list(
          'A response with a warning is noted and the work goes on.',
          'A failure of what a film depends on ends it with a sentence that names the step and the status: N-CREATE of film session, Presentation LUT and film box, N-SET of an image, N-ACTION. A film session or film box that is refused for its character set or its Annotation Display Format ID is created once more without.',
          'Any other failure is noted, and the work goes on: N-GET of the printer and of a print job, N-SET of an annotation, N-DELETE. Where the printer does not accept Presentation LUT or Basic Annotation Box, films are printed without, and that is noted.',
          'Nothing is sent to a printer whose Printer Status is FAILURE; WARNING is noted.',
        ),
      ]),
      section('Association acceptance policy', [paragraph('The Print client AE accepts no associations.')]),
    ],
  );
}
