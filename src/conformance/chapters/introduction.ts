// Chapters 1 to 3 of the statement: what the product does on a network, contents, and for whom this is written (PS3.2
// A.1 to A.3).
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { productVersion } from '../../shared/product.ts';
import { list, paragraph, section, table, type Section } from '../formats/document.ts';
import { sopClassName } from '../tables/names.ts';

/** `provided`: abstract syntaxes that are accepted; `used`: those that are proposed to other printers. */
export function overview(provided: readonly string[], used: readonly string[]): Section {
  const listed = [...new Set([...provided, ...used])].filter((uid) => uid !== sopClasses.Verification);
  const services = listed.map((uid) => [
    sopClassName(uid),
    used.includes(uid) ? 'Yes' : 'No',
    provided.includes(uid) ? 'Yes' : 'No',
  ]);
  return section('Conformance statement overview', [
    paragraph(
      'Hardcopy is a film printer made of software. Imaging devices send it films over the network as they would to a laser imager: sheets with images, texts and grey scale parameters. It keeps every accepted film on disk, renders it at true size for the medium of the printer that was addressed, and delivers it to the destinations of that printer, as a PDF document among others. Devices may query the state of the printer and of their print jobs, and are notified when it changes.',
    ),
    paragraph('Its command line can also print images on any other film printer in the network.'),
    table(
      'Network services',
      ['SOP Classes', 'User of Service (SCU)', 'Provider of Service (SCP)'],
      [['Print Management', '', ''], ...services],
    ),
    table(
      'UID values',
      ['UID Value', 'UID Name', 'Category'],
      listed.map((uid) => [uid, sopClassName(uid), 'Print Management']),
    ),
    paragraph('There are no media services.'),
  ]);
}

const terms = [
  ['AE', 'Application Entity: an end point of DICOM communication; AET, its title, is its name.'],
  ['Association', 'A connection of two AEs, with what they agreed on at its beginning.'],
  ['Abstract Syntax, SOP Class', 'A service on a kind of object, such as printing film boxes.'],
  ['Transfer Syntax', 'How data are encoded as bytes.'],
  ['Presentation Context', 'A SOP Class and the transfer syntax agreed for it on an association.'],
  ['SCU, SCP', 'Service Class User, who asks, and Service Class Provider, who does.'],
  ['Attribute, Tag, VR', 'A unit of information, its number, and the kind of its value.'],
  ['UID', 'Unique Identifier, of a SOP Class or of an instance.'],
  ['PDU', 'Protocol Data Unit: a packet of the DICOM upper layer.'],
  ['DIMSE', 'DICOM Message Service Element: the requests (N-CREATE, N-SET …) and their responses.'],
  [
    'Film Session, Film Box, Image Box',
    'Several sheets printed together, a sheet, and the place of an image on it.',
  ],
  ['LUT', 'Look-up table. A Presentation LUT says what brightness pixel values stand for.'],
  ['GSDF', 'Grayscale Standard Display Function (PS3.14): steps of grey that look alike on every medium.'],
  ['OD', 'Optical density.'],
  [
    'VNAP, ANAP, ALWAYS, EMPTY, NS',
    'Value not always present; attribute not always present; always present with a value; sent without a value; not sent.',
  ],
] as const;

export function contents(): Section {
  return section('Table of contents', [{ kind: 'contents' }]);
}

export function introduction(): Section {
  return section(
    'Introduction',
    [],
    [
      section('Revision history', [
        table(
          'Revisions',
          ['Version', 'Description'],
          [
            [
              productVersion,
              'Made by the product of this version from its own tables and its configuration.',
            ],
          ],
        ),
      ]),
      section('Audience', [
        paragraph(
          'This document is for those who connect imaging devices with Hardcopy: hospital staff, system integrators, and designers of software. They are expected to know the terms of DICOM.',
        ),
      ]),
      section('Remarks', [
        paragraph(
          'DICOM does not guarantee interoperability by itself. Comparing conformance statements is the first step towards it; it does not replace tests with the devices concerned.',
        ),
        paragraph(
          'The tables of this document are made from those that the server runs on. What is said holds for the configuration that this document was made from.',
        ),
      ]),
      section('Terms, definitions and abbreviations', [table('Terms', ['Term', 'Meaning'], terms)]),
      section('Basics of DICOM communication', [
        paragraph(
          'A device that wants to print opens an association with the AE title of a printer and proposes presentation contexts. The server answers which of them it accepts, and with which transfer syntax. The device then sends requests one after the other; each is answered with a status that says whether it was done, done with a warning, or refused. In the end the device releases the association.',
        ),
      ]),
      section('References', [
        list(
          'NEMA PS3, Digital Imaging and Communications in Medicine (DICOM) Standard, available free at https://www.dicomstandard.org',
          'config/hardcopy.yaml, the commented configuration of the product',
          'docs/reference/errors.md, every way in which the product can fail',
        ),
      ]),
    ],
  );
}
