// Data sets compared with DCMTK: the same attributes give the same bytes, its bytes give our data set, it reads our texts as
// intended, and its dictionary agrees with ours.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../src/dicom/data-set/data-set-reader.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { entryOf, keywords, tagOf, tagText } from '../../src/dicom/data-set/dictionary.ts';
import type { TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { plain, stream } from '../support/data-set-bytes.ts';
import { needs } from '../support/external.ts';

const run = promisify(execFile);

/** What dump2dcm makes a data set of; text is UTF-8. */
const dump = `
(0008,0005) CS ISO_IR 192
(0008,115a) UI 1.2.840.10008.5.1.1.9\\1.2.840.10008.5.1.1.16
(0010,0010) PN Wang^XiaoDong=王^小東
(0028,0009) AT (2010,0010)\\(7fe0,0010)
(0028,0034) IS 3\\4
(0028,2000) OB 01\\02\\03\\04
(2000,0010) IS 2
(2000,0050) LO Röntgen
(2001,0010) LO ACME
(2001,1001) FD 1.5\\-2.5
(2001,1002) SL -70000
(2010,0010) ST STANDARD\\2,3
(2010,0130) US 320
(2010,0376) DS 0.1\\0.1
(2010,0500) SQ
(fffe,e000) -
(0008,1150) UI 1.2.840.10008.5.1.1.1
(0008,1155) UI 2.25.4711
(fffe,e00d) -
(fffe,e0dd) -
(2010,0510) SQ
(fffe,e0dd) -
(2020,0110) SQ
(fffe,e000) -
(0028,0010) US 2
(2050,0010) SQ
(fffe,e000) -
(0028,3003) LO ¼
(fffe,e00d) -
(fffe,e000) -
(fffe,e00d) -
(fffe,e0dd) -
(7fe0,0010) OW 0201\\0403\\0605\\0807
(fffe,e00d) -
(fffe,e0dd) -
`;

const asDumped = dataSetOf({
  SpecificCharacterSet: 'ISO_IR 192',
  SOPClassesSupported: ['1.2.840.10008.5.1.1.9', '1.2.840.10008.5.1.1.16'],
  PatientName: 'Wang^XiaoDong=王^小東',
  PixelAspectRatio: [3, 4],
  ICCProfile: new Uint8Array([1, 2, 3, 4]),
  NumberOfCopies: 2,
  FilmSessionLabel: 'Röntgen',
  ImageDisplayFormat: 'STANDARD\\2,3',
  MaxDensity: 320,
  PrinterPixelSpacing: ['0.1', '0.1'],
  ReferencedFilmSessionSequence: [
    dataSetOf({ ReferencedSOPClassUID: '1.2.840.10008.5.1.1.1', ReferencedSOPInstanceUID: '2.25.4711' }),
  ],
  ReferencedImageBoxSequence: [],
  BasicGrayscaleImageSequence: [
    dataSetOf({
      Rows: 2,
      PresentationLUTSequence: [dataSetOf({ LUTExplanation: '¼' }), dataSetOf({})],
      PixelData: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
    }),
  ],
}).with([
  { tag: 0x00280009, vr: 'AT', value: { kind: 'numbers', values: [0x20100010, 0x7fe00010] } },
  { tag: 0x20010010, vr: 'LO', value: { kind: 'text', values: ['ACME'] } },
  { tag: 0x20011001, vr: 'FD', value: { kind: 'numbers', values: [1.5, -2.5] } },
  { tag: 0x20011002, vr: 'SL', value: { kind: 'numbers', values: [-70000] } },
]);

const forms = [
  {
    name: 'implicit little endian',
    transferSyntax: transferSyntaxes.implicitLittle,
    write: '+ti',
    read: '-ti',
  },
  {
    name: 'explicit little endian',
    transferSyntax: transferSyntaxes.explicitLittle,
    write: '+te',
    read: '-te',
  },
  { name: 'explicit big endian', transferSyntax: transferSyntaxes.explicitBig, write: '+tb', read: '-tb' },
].flatMap((syntax) => [
  { ...syntax, sequenceLengths: 'defined', lengths: '+e' } as const,
  { ...syntax, sequenceLengths: 'undefined', lengths: '-e' } as const,
]);

/** Implicit VR does not say what elements are that our dictionary does not have. */
function comparable(dataSet: DataSet, transferSyntax: TransferSyntax): DataSet {
  const isImplicit = transferSyntax === transferSyntaxes.implicitLittle;
  return dataSet.filter(({ tag }) => !isImplicit || entryOf(tag) !== undefined);
}

/** Text of each script by the character set that it is sent in. GNU iconv knows no JIS X 0208, so Japanese is absent. */
const scripts: readonly (readonly [characterSets: readonly string[], text: string])[] = [
  [['ISO_IR 100'], 'Buc^Jérôme'],
  [['ISO_IR 101'], 'Wałęsa'],
  [['ISO_IR 109'], 'Eĥoŝanfĝ'],
  [['ISO_IR 110'], 'Bīrziōš'],
  [['ISO_IR 126'], 'Διονυσιος'],
  [['ISO_IR 127'], 'قباني^لنزار'],
  [['ISO_IR 138'], 'שרון^דבורה'],
  [['ISO_IR 144'], 'Люкceмбypг'],
  [['ISO_IR 148'], 'Çavuşoğlu'],
  [['ISO_IR 166'], 'นามสกุล^ชื่อ'],
  [['ISO_IR 13'], 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
  [['ISO_IR 192'], 'Wang^XiaoDong=王^小東'],
  [['GB18030'], 'Wang^XiaoDong=王^小东'],
  [['GBK'], 'Wang^XiaoDong=王^小东'],
  [['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=张^小东'],
  [['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞=홍^길동'],
  [['ISO 2022 IR 6', 'ISO 2022 IR 126', 'ISO 2022 IR 144'], 'X=Διον^Люк'],
];

describe('DCMTK', { skip: needs('dump2dcm', 'dcmdump') }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-dcmtk-'));
    writeFileSync(path.join(folder, 'film.dump'), dump);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const { name, transferSyntax, write, sequenceLengths, lengths } of forms) {
    test(`${name}, ${sequenceLengths} lengths: the same bytes, and the same data set from them`, async () => {
      const file = path.join(folder, `film${write}${lengths}.dcm`);
      await run('dump2dcm', ['-F', write, lengths, path.join(folder, 'film.dump'), file]);
      const theirs = readFileSync(file);
      const ours = Buffer.from(encodeDataSet(asDumped, transferSyntax, { sequenceLengths }));
      assert.equal(ours.toString('hex'), theirs.toString('hex'));
      const read = await readDataSet(stream(theirs), { transferSyntax });
      assert.deepEqual(plain(comparable(read, transferSyntax)), plain(comparable(asDumped, transferSyntax)));
    });
  }

  for (const [characterSets, text] of scripts) {
    test(`text in ${characterSets.filter((name) => name !== '').join(', ')} is read as it was meant`, async () => {
      const file = path.join(folder, 'text.dcm');
      const dataSet = dataSetOf({ SpecificCharacterSet: characterSets, PatientName: text });
      writeFileSync(file, encodeDataSet(dataSet, transferSyntaxes.explicitLittle));
      const { stdout } = await run('dcmdump', ['-f', '-te', '+U8', '+P', '0010,0010', file]);
      assert.equal(/\[(.*)\]/.exec(stdout)?.[1], text);
    });
  }
});

const [dictionaryFile] = globSync('/usr/share/{libdcmtk*,dcmtk*}/dicom.dic');
const noDictionary =
  needs('dump2dcm') || (dictionaryFile === undefined && needs('/usr/share/libdcmtk*/dicom.dic'));

test('its dictionary says of every tag what ours says', { skip: noDictionary }, () => {
  assert.ok(dictionaryFile, 'dicom.dic');
  const theirs = new Map<string, { vr: string; keyword: string; vm: string; retired: boolean }>();
  for (const line of readFileSync(dictionaryFile, 'utf8').split('\n')) {
    const match = /^\((\w{4})(?:-60FF)?,(\w{4})\)\t(\w+)\t(RETIRED_)?(\w+)\t(\S+)/.exec(line);
    if (match === null) continue;
    const [, group = '', element = '', vr = '', retired, keyword = '', vm = ''] = match;
    theirs.set(`(${group},${element})`, { vr, keyword, vm, retired: retired !== undefined });
  }
  // Its short names for "US or SS", "OB or OW" and "US or OW".
  const choices: Readonly<Record<string, readonly string[]>> = {
    xs: ['US', 'SS'],
    ox: ['OB', 'OW'],
    px: ['OB', 'OW'],
    lt: ['US', 'OW'],
  };
  const renamed = new Set(['ReferencedPrintJobSequence', 'ReferencedPrintJobSequenceOfQueue']);
  for (const keyword of keywords) {
    const ours = entryOf(tagOf(keyword));
    const entry = theirs.get(tagText(tagOf(keyword)));
    assert.ok(ours && entry, keyword);
    assert.ok((choices[entry.vr] ?? [entry.vr]).includes(ours.vr), `${keyword}: ${ours.vr}, ${entry.vr}`);
    assert.equal(ours.vm, entry.vm, keyword);
    assert.equal(ours.retired, entry.retired, keyword);
    if (!renamed.has(keyword)) assert.equal(keyword, entry.keyword);
  }
});
