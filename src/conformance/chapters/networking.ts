// Chapter 4 of the statement: networking (PS3.2 A.4). One AE for each printer of the configuration, and the command
// line's print client.
import type { Config } from '../../config/config.ts';
import { diagram, list, paragraph, section, table, type Section } from '../formats/document.ts';
import { applicationEntity } from './application-entity.ts';
import { configuration } from './configuration.ts';
import { kindsOf } from '../tables/devices.ts';
import type { ConfigSchema } from '../../config/schema/config-schema.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { printClient } from './print-client.ts';

const dataFlow = `  Remote                                   Local

  Imaging device       DICOM       +---------------------+
  composes films  ---------------> |  Printer AE         |      Films on disk,
  (Print SCU)     <--------------- |  (Print SCP)        | ---> rendered and delivered
                  status, events   +---------------------+      to destinations

  Another film        DICOM        +---------------------+
  printer         <--------------- |  Print client AE    | <--- A person calls
  (Print SCP)     ---------------> |  (Print SCU)        |      "hardcopy print"
                                   +---------------------+`;

const sequence = `  Print SCU                                   Printer AE
     | ---- N-GET Printer (at any time) ---------> |
     | ---- N-CREATE Film Session ---------------> |
     | ---- N-CREATE Presentation LUT -----------> |
     | ---- N-CREATE Film Box -------------------> |  creates Image Boxes and
     | <--- references to its boxes -------------- |  Annotation Boxes
     | ---- N-SET Image Box (each) --------------> |  pixels go to disk
     | ---- N-SET Annotation Box (each) ---------> |
     | ---- N-ACTION Film Box or Film Session ---> |  the job is on disk and synced,
     | <--- Success, Print Job instance ---------- |  only then Success
     | <--- N-EVENT-REPORT Print Job (any time) -- |  Pending, Printing, Done or Failure
     | <--- N-EVENT-REPORT Printer (any time) ---- |
     | ---- N-GET Print Job (at any time) -------> |
     | ---- N-DELETE Film Session ---------------> |`;

function implementationModel({ printers }: Config): Section {
  const names = printers.map(({ aeTitle, name }) => `${aeTitle} (${name})`);
  return section(
    'Implementation model',
    [],
    [
      section('Application data flow', [
        diagram(dataFlow),
        list(
          `Each printer of the configuration is a separate AE: ${names.join(', ')}. All of them are called at the same addresses and ports; the called AE title, which may be an alias, selects the printer.`,
          'A Printer AE accepts associations, stores received films on disk, and renders and delivers them, whether or not the association still exists.',
          'The Print client AE is the command line; it prints images on any film printer and is independent of the server.',
        ),
      ]),
      section(
        'Functional definition of AEs',
        [],
        [
          section('Functional definition of the Printer AE', [
            list(
              'Waits for associations and negotiates them.',
              'Creates, changes and deletes film sessions, film boxes and presentation LUTs, which live as long as the association; stores pixel data on disk as they arrive.',
              'Creates a print job for the films to print, and responds with Success only when they are synced to disk. An accepted film survives a crash of the server and is printed once, as far as the device reports it; if the device does not, the job is UNKNOWN and nothing is sent again until a user has decided.',
              'Renders films with their presentation LUTs, densities and annotations by the Grayscale Standard Display Function of the printer’s medium, at true size, and delivers them to the printer’s destinations; a delivery that fails for a transient reason is retried.',
              'Responds to queries for the state of the printer and of print jobs, and reports changes.',
            ),
          ]),
          section('Functional definition of the Print client AE', [
            paragraph(
              'Opens an association with a film printer, composes films from the given images, prints them, follows the print jobs if the printer supports that, and releases the association.',
            ),
          ]),
        ],
      ),
      section('Sequencing of real-world activities', [
        diagram(sequence),
        paragraph(
          'Presentation LUTs are created before the objects that refer to them. Otherwise, any order that the references allow is possible. When an association ends for any reason, its film session, film boxes and presentation LUTs are deleted; accepted print jobs remain. A client profile may keep these objects for some seconds for the next association of the same client (sessionSeconds); no shipped profile does.',
        ),
      ]),
    ],
  );
}

const networkInterfaces = section(
  'Network interfaces',
  [],
  [
    section('Physical network interface', [
      paragraph('Any interface on which the operating system provides TCP/IP.'),
    ]),
    section('Additional protocols', [
      paragraph(
        'DHCP and DNS of the operating system: host names of destinations and remote systems are resolved, names of clients are not. The command "printers discover" uses DNS-SD over multicast DNS.',
      ),
    ]),
    section('IPv4 and IPv6 support', [
      paragraph(
        'IPv4 and IPv6, depending on the configured address. No feature of IPv6 other than addressing is used.',
      ),
    ]),
  ],
);

/** The roles of a printer's AE: it prints, and may call film imagers. */
function rolesOf(printer: ConfiguredPrinter): string {
  const opened = kindsOf(printer).flatMap(({ conformance }) => conformance.associations?.role ?? []);
  return [...new Set(['Print SCP', ...opened])].join(', ');
}

export function networking(config: Config, schema: ConfigSchema): Section {
  const entities = config.printers.map((printer) => applicationEntity(printer, config));
  return section(
    'Networking',
    [],
    [
      implementationModel(config),
      section(
        'AE specifications',
        [
          table(
            'Application entities',
            ['AE', 'AE title', 'Role'],
            [
              ...config.printers.map((printer) => [printer.name, printer.aeTitle, rolesOf(printer)]),
              ['Print client', 'As given on the command line', 'Print SCU'],
            ],
          ),
        ],
        [...entities, printClient()],
      ),
      networkInterfaces,
      configuration(config, schema),
    ],
  );
}
