// Chapters 5, 6 and 8 of the statement: media, character sets and the annexes (PS3.2 A.5, A.6 and A.8).
import type { Config } from '../../config/config.ts';
import { wholeSets } from '../../dicom/text/character-sets.ts';
import { setsByRegistration } from '../../dicom/text/coded-sets.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { shippedProfiles } from '../../print-scp/clients/client-profiles.ts';
import { filmBoxAttributes } from '../../print-scp/tables/film-box-attributes.ts';
import { filmSessionAttributes } from '../../print-scp/tables/film-session-attributes.ts';
import {
  colorImageAttributes,
  grayImageAttributes,
  imageAttributes,
  imageBoxAttributes,
} from '../../print-scp/tables/image-box-attributes.ts';
import type { AttributeRule } from '../../print-scp/rules/attribute-rules.ts';
import {
  configurationAttributes,
  displayFormatAttributes,
  mediaInstalledAttributes,
} from '../../print-scp/operations/printer-configuration.ts';
import { universalCharacterSet } from '../../print-scp/events/response-text.ts';
import { imageTone } from '../../print-scp/operations/image-tone.ts';
import { printerAttributes, printJobAttributes } from '../../print-scp/operations/status-objects.ts';
import { list, paragraph, section, table, type Section, type Table } from '../formats/document.ts';
import { attributeCells } from '../tables/names.ts';

export function media(): Section {
  return section('Media interchange', [paragraph('Hardcopy does not support Media Storage.')]);
}

export function characterSets(): Section {
  const registrations = [...setsByRegistration.keys()];
  return section('Support of character sets', [
    paragraph(
      'Besides the default repertoire (ISO_IR 6), texts that clients send are read in these character sets:',
    ),
    list(
      ...registrations.map((number) => `ISO_IR ${number} and ISO 2022 IR ${number}`),
      ...Object.keys(wholeSets),
    ),
    paragraph(
      'Code extensions (ISO 2022) are followed in a value, whether or not the set was declared; not in ISO_IR 192, GB18030 and GBK, which have none. Names of character sets may be spelled loosely. Text in an unknown or undeclared set is taken for UTF-8 if it is that, and for ISO_IR 100 otherwise; nothing is refused for its character set.',
    ),
    paragraph(
      `Responses and events whose texts go beyond ASCII name their set with Specific Character Set (0008,0005): that which the client named last on the association, if it has all of the characters, else ${universalCharacterSet}. Error Comment (0000,0902) is ASCII; other characters of values that it quotes are question marks.`,
    ),
    paragraph(
      'Annotations are drawn with DejaVu Sans Condensed and, for what that lacks, Noto Sans: every character set above can be printed, from right to left where its script is written so. A character that no font has prints as U+FFFD.',
    ),
  ]);
}

const owners = ['PC', 'FS', 'FB', 'IB', 'PI', 'PJ'] as const;

/** Which object has which attribute, from the tables (PS3.2 table E.8.1-1). */
function mappingTable(): Table {
  const keywordsOf = (...tables: readonly object[]) => new Set(tables.flatMap((rows) => Object.keys(rows)));
  const has = {
    PC: keywordsOf(configurationAttributes, mediaInstalledAttributes, displayFormatAttributes),
    FS: keywordsOf(filmSessionAttributes),
    FB: keywordsOf(filmBoxAttributes(1)),
    IB: keywordsOf(imageBoxAttributes(1)),
    PI: keywordsOf(printerAttributes),
    PJ: keywordsOf(printJobAttributes),
  } as const;
  // The keys of those tables are keywords, which Object.keys widens.
  const all = [...new Set(owners.flatMap((owner) => [...has[owner]]))] as Keyword[];
  const shared = all.filter((keyword) => owners.filter((owner) => has[owner].has(keyword)).length > 1);
  return table(
    'Attribute mapping',
    ['Attribute', 'Tag', 'VR', ...owners],
    shared.map((keyword) => [
      ...attributeCells(keyword),
      ...owners.map((owner) => (has[owner].has(keyword) ? 'X' : '')),
    ]),
  );
}

const iods = section(
  'IOD contents',
  [],
  [
    section('Created SOP instances', [
      paragraph(
        'Image boxes, annotation boxes, print jobs, the printer, its configuration and its queue, as described with their SOP classes. Film sessions, film boxes, presentation LUTs, and VOI LUT and image overlay boxes where they are served, are created by the client; if it gives no SOP Instance UID, the server does. UIDs of the server are made of random UUIDs (2.25).',
      ),
    ]),
    section('Usage of attributes from received IODs', [
      paragraph('As described with the operations of each SOP class.'),
    ]),
    section('Attribute mapping', [
      paragraph(
        'PC: printer configuration, FS: film session, FB: film box, IB: image box, PI: printer, PJ: print job. Of an attribute that several of them have, what an image box does not say it inherits from its film box, and what session and film box do not say from the defaults of the client’s profile and of the printer. The presentation LUT of an image is that of its image box, else of its film box, else of its film session, else IDENTITY.',
      ),
      mappingTable(),
    ]),
    section('Coerced and modified fields', [
      paragraph(
        'Texts that are too long are cut at the length of their VR. Values out of range are replaced as described with each attribute. What was asked for, what was used and why is recorded with the print job.',
      ),
    ]),
  ],
);

function extensions({ printers: [printer] }: Config): Table {
  const range = (rule: AttributeRule<unknown>) => (printer ? rule.range(printer) : '');
  return table(
    'Standard Extended behaviour',
    ['SOP Class', 'Attribute', 'Extension'],
    [
      [
        'Basic Film Session',
        'Film Destination (2000,0040)',
        'CURRENT: the destinations of the printer. What becomes of the others is said with the film session.',
      ],
      [
        'Basic Film Session',
        'Medium Type (2000,0030)',
        'CURRENT: the medium of the printer. What becomes of the others is said with the film session.',
      ],
      [
        'Basic Film Session',
        'Referenced Presentation LUT Sequence (2050,0500)',
        'A presentation LUT for all films of the session.',
      ],
      ['Basic Film Box', 'Film Size ID (2010,0050)', 'CURRENT: the default film size of the printer.'],
      [
        'Basic Film Box',
        'Image Display Format (2010,0010)',
        'Spellings that are nearly those of the standard are understood.',
      ],
      [
        'Basic Grayscale Image Box',
        'Bits Stored (0028,0101), High Bit (0028,0102)',
        `${range(imageAttributes.BitsStored)} and ${range(imageAttributes.HighBit)}, to clients whose profile reads strictly ${range(grayImageAttributes.BitsStored)} and ${range(grayImageAttributes.HighBit)}; the standard has 8 and 12 bits stored.`,
      ],
      [
        'Basic Grayscale Image Box',
        'Pixel Representation (0028,0103)',
        '1: signed pixels; the standard has unsigned ones only.',
      ],
      [
        'Basic Color Image Box',
        'Planar Configuration (0028,0006)',
        '0: color by pixel; the standard has 1, color by plane.',
      ],
      [
        'Basic Color Image Box',
        'Bits Allocated (0028,0100), Bits Stored (0028,0101)',
        `${range(imageAttributes.BitsAllocated)} and ${range(imageAttributes.BitsStored)}, to clients whose profile reads strictly ${range(colorImageAttributes.BitsStored)} stored; the standard has 8.`,
      ],
      [
        'Basic Grayscale and Color Image Box',
        'Min Density (2010,0120), Max Density (2010,0130)',
        'Densities of single images.',
      ],
      [
        'Basic Grayscale Image Box',
        'Photometric Interpretation (0028,0004)',
        'RGB, YBR and PALETTE COLOR: printed as the gray of their luminance; the standard has MONOCHROME1 and MONOCHROME2.',
      ],
      [
        'Basic Color Image Box',
        'Photometric Interpretation (0028,0004)',
        'MONOCHROME1, MONOCHROME2, YBR and PALETTE COLOR; the standard has RGB.',
      ],
    ],
  );
}

function profiles({ clients }: Config): Section {
  const configured =
    clients.length - Object.values(shippedProfiles).filter((profile) => 'match' in profile).length;
  return section('Client profiles', [
    paragraph(
      `What is said in this document is the behaviour towards clients of profile standard. The configuration may assign other profiles to clients by AE title, address, implementation class UID or version name; this one has ${configured === 0 ? 'no rules' : `${configured} rules`} of its own.`,
    ),
    table(
      'Shipped client profiles',
      ['Profile', 'For', 'Changes', 'Used without being asked for'],
      Object.entries(shippedProfiles).map(([name, profile]) => [
        name,
        profile.about,
        Object.entries(profile.settings)
          .map(([key, value]) => `${key}: ${JSON.stringify(value).replaceAll('"', '')}`)
          .join(', ') || 'none',
        'match' in profile
          ? Object.entries(profile.match)
              .map(([key, value]) => `${key} ${value}`)
              .join(', ')
          : 'no',
      ]),
    ),
  ]);
}

export function annexes(config: Config): Section {
  return section(
    'Annexes',
    [],
    [
      iods,
      section('Data dictionary of private attributes', [
        table(
          'Private attributes that are known',
          ['Attribute', 'Tag', 'Private Creator', 'SOP Class', 'Values'],
          [
            [
              'Image Tone Adjustment (PS3.2 table E.8.2-1)',
              imageTone.tag,
              imageTone.creator,
              'Basic Grayscale and Color Image Box',
              imageTone.values.join(', '),
            ],
          ],
        ),
        paragraph(
          'The server sends no private attributes. Image Tone Adjustment changes nothing: a value other than 0 is recorded with the print job; to clients of profile annex-e a value that is not listed is answered with 0106. Any other private attribute that a client sends is skipped without a warning.',
        ),
      ]),
      section('Coded terminology and templates', [paragraph('None is used.')]),
      section('Grayscale image consistency', [
        paragraph(
          'The Grayscale Standard Display Function of PS3.14 is supported: pixel values become P-Values by polarity and presentation LUT, P-Values become densities between Min Density and Max Density for the luminances at which the medium is looked at (Illumination and Reflected Ambient Light, or those of the medium), and densities become values of the device by its measured response, where the configuration has one, else by that of an ideal device. LIN OD presentation LUTs are linear in optical density.',
        ),
      ]),
      section('Standard Extended, Specialized and Private SOP Classes', [
        extensions(config),
        paragraph('There are no specialized and no private SOP Classes.'),
      ]),
      section('Private transfer syntaxes', [paragraph('There are none.')]),
      profiles(config),
    ],
  );
}
