// Fails on words that docs/glossary.md replaces and on British spelling: in code, tests, scripts, configuration and public
// documents. Part of `npm run check`. Start at `replacedTerms`.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Term {
  /** Matched against lines in lower case with names split into words: `mostJobs` becomes `most jobs`. */
  readonly pattern: RegExp;
  readonly write: string;
}

/** The terms that the glossary replaces, and the preferred terms. */
export const terms: readonly Term[] = [
  {
    pattern: /\b(?:tell|tells|telling|told|hear|hears|heard|hearers?)\b/,
    write: 'notify, report, publish; listener',
  },
  { pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b)/, write: 'is not a …; invalid …' },
  { pattern: /\bturned\b(?! (?:on|off|out)\b)|\bturns? (?:round|upside)\b/, write: 'rotated' },
  { pattern: /\bmade (?:smaller|larger)\b/, write: 'scaled down, enlarged' },
  { pattern: /\bblanks\b/, write: 'spaces, padding' },
  { pattern: /\bin clear\b/, write: 'unencrypted, plain TCP' },
  {
    pattern:
      /\b(?:pixels?|dots|samples?|bytes|bits|files|films|lines|requests|associations|servers?) an? (?:inch|sample|association|folder|second|minute|hour|day|pixel|page|printer|client|message)\b/,
    write: 'per inch, per sample …',
  },
  { pattern: /\babsent:/, write: 'default' },
  { pattern: /\bgoes for\b/, write: 'applies to, matches' },
  { pattern: /\bsaid twice\b/, write: 'idempotent' },
  { pattern: /\btakes? (?:no )?(?:films|jobs)\b/, write: 'accepts (does not accept) jobs' },
  {
    pattern: /\b(?:nobody|somebody|whoever)\b/,
    write: 'the role: the client, the technician, the administrator',
  },
  { pattern: /\bis not there\b/, write: 'not reachable, not found' },
  { pattern: /\bneeds? hands\b/, write: 'attention required' },
  { pattern: /\b(?:is|are) well\b|\bwell again\b/, write: 'recovered, healthy, ok' },
  {
    pattern: /\b(?:passing (?:failure|error|trouble|cause)|(?:refused|failed) for good)\b/,
    write: 'transient / permanent failure',
  },
  {
    pattern: /\b(?:withdraw(?:s|n|al|als|ing)?|withdrew|tak(?:e|en|es|ing) back)\b/,
    write: 'cancel on the device, device cancellation',
  },
  { pattern: /\bpatience\b/, write: 'minimum receive rate' },
  { pattern: /\bheed(?:s|ed)?\b/, write: 'enforce' },
  { pattern: /\b(?:bends?|bent) for\b/, write: 'client-specific workarounds' },
  { pattern: /\bare possible\b/, write: 'must be one of, supported values' },
  { pattern: /\banswered otherwise\b/, write: 'differs from the recorded answer' },
  { pattern: /\bway of the data\b/, write: 'data flow' },
  { pattern: /\blent\b/, write: 'borrowed buffer' },
  { pattern: /\bover the wire\b/, write: 'recorded DICOM traffic, on the network' },
  { pattern: /\baskers?\b/, write: 'requester, actor, user' },
  { pattern: /\bbegins? so\b/, write: 'starts with it' },
  { pattern: /\bfor ever\b/, write: 'without end, permanently' },
  { pattern: /\bwithout a word\b/, write: 'silently, without a message' },
  { pattern: /\bnames? ourselves\b/, write: 'our name, the own AE title' },
  {
    pattern: /\b(?:association|server|printing|thread|work|log|job|printer|start) goes on\b/,
    write: 'continues',
  },
];

/** British spellings, in the middle of a name too. */
const britishSpelling = new RegExp(
  [
    'colour|grey|behaviour|neighbour|favour|honour|centre|centring|metre|litre|fibre|catalogue|judgement',
    'licence|defence|offence|artefact|labell(?:ed|ing)|modell(?:ed|ing)|travell(?:ed|ing)|signall(?:ed|ing)',
    String.raw`analys(?:ed|ing)\b|\btowards\b|\bprogrammes?\b|\bwhilst\b`,
    String.raw`(?:author|organ|recogn|normal|initial|serial|optim|minim|maxim|summar|synchron|custom|standard)is(?:e|ing|ation)`,
    String.raw`(?:categor|digit|raster|quant|special|priorit|visual|general|util|final|equal|sanit)is(?:e|ing|ation)`,
  ].join('|'),
);
/** British names in the interfaces of other programs, and a column heading of users. */
const foreignNames = /toColourspace|optimiseCoding|grey16|create_greyscale_module|'grey'/g;

/** Names of limits must begin with max or min. */
const limitName = /\b(?:most|longest|largest|least)[A-Z]\w*/g;

export interface ReplacedTerm {
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly write: string;
}

/** The replaced terms in a text, by line. */
export function replacedTerms(text: string): readonly ReplacedTerm[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
    const found = terms.flatMap(({ pattern, write }) => {
      const match = pattern.exec(words);
      return match === null ? [] : [{ line: index + 1, found: match[0].trim(), write }];
    });
    const british = britishSpelling.exec(content.replaceAll(foreignNames, '').toLowerCase());
    const spelling =
      british === null ? [] : [{ line: index + 1, found: british[0], write: 'American spelling' }];
    const limits = [...content.matchAll(limitName)].map(([name]) => ({
      line: index + 1,
      found: name,
      write: 'max…, min…',
    }));
    return [...found, ...spelling, ...limits];
  });
}

const sources = [
  'src/**/*.ts',
  'src/**/*.md',
  'web/src/**/*.{ts,tsx,css}',
  'web/src/i18n/en.json',
  'web/*.{md,ts,html}',
  'test/**/*.{ts,tsx,md}',
  'bench/**/*.{ts,md}',
  'scripts/**/*.{ts,md}',
  'deploy/**/*.{ts,md,yaml,yml,sh,service,conf}',
  'bin/*',
  '.ci/*',
  '*.{js,ts,json}',
  'fixtures/**/*.md',
  'docs/**/*.md',
  'config/*.yaml',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
];

/** Files that list the replaced terms themselves. */
const listsOfTerms = ['docs/glossary.md', 'scripts/check-words.ts', 'test/scripts/check-words.test.ts'].map(
  (file) => path.normalize(file),
);

/** Their texts are those of other packages. */
const foreignFiles = ['package-lock.json', 'sbom.cdx.json'];

/** The replaced terms in the repository, except in files that list them. */
export function replacedTermsOf(root: string): readonly string[] {
  return globSync(sources, { cwd: root })
    .filter((file) => !listsOfTerms.includes(file) && !foreignFiles.includes(file))
    .toSorted()
    .flatMap((file) =>
      replacedTerms(readFileSync(path.join(root, file), 'utf8')).map(
        ({ line, found, write }) => `${file}:${line}: "${found}"; write: ${write}`,
      ),
    );
}

if (import.meta.main) {
  const lines = replacedTermsOf(path.join(import.meta.dirname, '..'));
  for (const line of lines) console.error(line);
  if (lines.length > 0) console.error(`${lines.length} words that docs/glossary.md replaces.`);
  process.exitCode = lines.length > 0 ? 1 : 0;
}
