// docs/reference/client-profiles.md: the shipped client profiles and the accepted spellings, from their tables. Start
// at `profilesPage`.
import {
  shippedProfile,
  shippedProfileNames,
  shippedProfiles,
} from '../../src/print-scp/clients/client-profiles.ts';
import { nearSpellings } from '../../src/print-scp/rules/near-spellings.ts';
import { tableLines } from './table.ts';

type ProfileName = (typeof shippedProfileNames)[number];

/** `warnings: silent`; defaults by attribute: `filmBox.FilmSizeID: 8INX10IN`. */
function settingTexts(key: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`\`${key}: ${String(value)}\``];
  return Object.entries(value).flatMap(([name, below]) => settingTexts(`${key}.${name}`, below));
}

/** For the standard profile, all settings. */
function settingsText(name: ProfileName): string {
  const { name: _name, defaults: _defaults, ...all } = shippedProfile(name);
  const shown: Readonly<Record<string, unknown>> = name === 'standard' ? all : shippedProfiles[name].settings;
  const parts = Object.entries(shown).flatMap(([key, value]) => settingTexts(key, value));
  return parts.join(', ') || 'as `standard`';
}

function matchText(name: ProfileName): string {
  const profile = shippedProfiles[name];
  const match = 'match' in profile ? Object.entries(profile.match) : [];
  return match.map(([key, pattern]) => `\`${key}: ${pattern}\``).join(', ');
}

/** The spellings of clients for each attribute, by the term that they mean. */
function spellingRows(): readonly (readonly string[])[] {
  return Object.entries(nearSpellings).map(([attribute, spellings]) => {
    const terms = new Map<string, string[]>();
    for (const [sent, term] of Object.entries(spellings)) {
      terms.set(term, [...(terms.get(term) ?? []), `\`${sent}\``]);
    }
    return [attribute, [...terms].map(([term, sent]) => `${sent.join(', ')} → ${term}`).join('; ')];
  });
}

/** The page in Markdown. */
export function profilesPage(): string {
  return [
    '# Client profiles',
    '',
    'Made from `src/print-scp/clients/client-profiles.ts` and `src/print-scp/rules/near-spellings.ts` by `npm run generate`.',
    '',
    'A client profile is a set of workarounds for one kind of client. A client gets the first profile that matches what it announces',
    'in its association request: first the entries of `clients` in the configuration, which may also change single settings, then',
    'the shipped profiles, otherwise `standard`. `hardcopy job ID` shows the profile that was used (`clientProfile` in the API).',
    'The settings are explained in [configuration keys](configuration.md#clients).',
    '',
    '## Behavior for every client',
    '',
    'Whatever the profile, the server',
    '',
    '- accepts every print SOP Class on any presentation context of the association;',
    '- accepts missing and empty SOP Instance UIDs, and a missing reference to the film session;',
    '- skips unknown attributes;',
    '- places images by their Image Box Position;',
    '- sends SOP Class UID and SOP Instance UID in every response;',
    '- answers N-ACTION as soon as the film is on disk, before it is rendered.',
    '',
    '## Warnings',
    '',
    'With `warnings: visible`, the default, a warning status (0107, 0116, Bxxx) is sent only when the film will visibly differ from',
    'the request: another film size, orientation or display format; a cropped image, or one that does not have its Requested Image',
    'Size; a truncated text; fewer copies; a page without images. Everything else that is replaced or skipped (densities outside the',
    "printer's range, ignored attributes, magnification, smoothing, borders) is answered 0000 and recorded on the job with its reason.",
    '`warnings: sent` sends every warning of the standard, `warnings: silent` none.',
    '',
    '## Shipped profiles',
    '',
    ...tableLines(
      ['profile', 'for', 'settings that differ from `standard`', 'matches', 'source'],
      shippedProfileNames.map((name) => [
        `\`${name}\``,
        shippedProfiles[name].about,
        settingsText(name),
        matchText(name) || 'by configuration only',
        shippedProfiles[name].source,
      ]),
    ),
    '',
    'A profile matches by itself where it is publicly known what its clients announce. Choose the others under `clients`. A',
    '[trace](../how-to/record-traffic.md) shows the Implementation Class UID and Implementation Version Name of a client. `match` takes a',
    'pattern or a list of patterns:',
    '',
    '```yaml',
    'clients:',
    "  - { match: { implementationClassUid: ['1.2.3.4', '1.2.3.5.*'] }, profile: mim }",
    "  - { match: { implementationVersionName: 'DCV_*' }, profile: xrayvision }",
    '```',
    '',
    '## Spellings that are understood',
    '',
    'The terms of the standard are understood in upper and lower case and with any separators (`BIN1`, `blue film`, `BLUE_FILM`). The',
    'following spellings are understood as well, unless the profile has `reading: strict`.',
    '',
    ...tableLines(['attribute', 'spelling → term'], spellingRows()),
    '',
  ].join('\n');
}
