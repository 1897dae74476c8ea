// Texts in every character set of DICOM, sent as bytes on a socket and found in the PDF. Characters that cannot be printed are
// recorded on the job, for each printer anew. The bytes are from PS3.5 annexes H to K and the code tables.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { tagOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { needs } from '../support/external.ts';
import { open, print, ramp, setImage } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

const { BasicFilmSession, BasicFilmBox, BasicAnnotationBox, BasicGrayscalePrintManagementMeta } = sopClasses;

/** Printers whose texts differ: only the second has a header that no font has. */
const config = `
printers:
  - { aeTitle: HARDCOPY, name: One, resolution: 50 }
  - { aeTitle: OTHER, name: Two, resolution: 50, header: 'ለለለ' }
`;

/** Specific Character Set, the text, and its bytes in hexadecimal. */
const texts = [
  ['ISO_IR 6', 'Plain 12', '506c61696e203132'],
  ['ISO_IR 100', 'Buc^Jérôme', '427563 5e 4ae972f46d65'],
  ['ISO_IR 101', 'Wałęsa', '5761b3ea7361'],
  ['ISO_IR 109', 'ħġ', 'b1f5'],
  ['ISO_IR 110', 'Āčē', 'c0e8ba'],
  ['ISO_IR 144', 'Люкceмбypг', 'bbeeda6365dcd17970d3'],
  ['ISO_IR 127', 'قباني^لنزار', 'e2c8c7e6ea5ee4e6d2c7d1'],
  ['ISO_IR 126', 'Διονυσιος', 'c4e9efedf5f3e9eff2'],
  ['ISO_IR 138', 'שרון^דבורה', 'f9f8e5ef5ee3e1e5f8e4'],
  ['ISO_IR 148', 'Çavuşoğlu', 'c7617675fe6ff06c75'],
  ['ISO_IR 203', '10 € Œ', '313020a420bc'],
  ['ISO_IR 13', 'ﾔﾏﾀﾞ^ﾀﾛｳ', 'd4cfc0de5ec0dbb3'],
  ['ISO_IR 166', 'ปวดท้อง', 'bbc7b4b7e9cda7'],
  ['\\ISO 2022 IR 87', 'Yamada=山田^太郎', '59616d6164613d 1b24423b3345441b2842 5e 1b244242404f3a1b2842'],
  ['\\ISO 2022 IR 159', '丂', '1b24284430211b2842'],
  [
    '\\ISO 2022 IR 149',
    '洪^吉洞=홍^길동',
    '1b242943fbf3 5e 1b242943d1ced4d7 3d 1b242943c8ab 5e 1b242943b1e6b5bf',
  ],
  ['\\ISO 2022 IR 58', '张^三', '1b242941d5c5 5e 1b242941c8fd'],
  ['ISO 2022 IR 100\\ISO 2022 IR 144', 'Jérôme Люк', '4ae972f46d6520 1b2d4cbbeeda'],
  ['GB18030', '王^小东', 'cdf55ed0a1b6ab'],
  ['GBK', '王^小东', 'cdf55ed0a1b6ab'],
  ['ISO_IR 192', 'Жук é 王小東', 'd096d183d0ba20c3a920e78e8be5b08fe69db1'],
] as const;

const jobDetails = z.object({
  id: z.string(),
  state: z.string(),
  substitutions: z.array(z.object({ attribute: z.string(), requested: z.string(), used: z.string() })),
});

describe('texts over a socket', { skip: needs('pdftotext') }, () => {
  let server: TestServer;
  let folder: string;
  let jobs = 0;
  before(async () => {
    server = await TestServer.start({ config });
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-texts-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    assert.equal(await server.stop(), 0);
  });

  /** Prints a film with a label of these bytes; gives the id of its job, which is done. */
  async function printed(characterSet: string, bytes: Uint8Array): Promise<string> {
    const connection = await open(server.dicomPort, 'HARDCOPY', [
      BasicGrayscalePrintManagementMeta,
      BasicAnnotationBox,
      sopClasses.PrintJob,
    ]);
    const { client, association } = connection;
    const session = await client.request(
      1,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmSession },
      dataSetOf({ SpecificCharacterSet: characterSet.split('\\') }),
    );
    const reference = dataSetOf({
      ReferencedSOPClassUID: BasicFilmSession,
      ReferencedSOPInstanceUID: session.command.affectedSopInstanceUid ?? '',
    });
    const film = { ImageDisplayFormat: 'STANDARD\\1,1', FilmSizeID: '8INX10IN' };
    const filmBox = await client.request(
      1,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmBox },
      dataSetOf({
        ...film,
        AnnotationDisplayFormatID: 'LABEL',
        ReferencedFilmSessionSequence: [reference],
      }),
    );
    const uidIn = (keyword: 'ReferencedImageBoxSequence' | 'ReferencedBasicAnnotationBoxSequence') =>
      filmBox.data?.items(keyword)[0]?.string('ReferencedSOPInstanceUID') ?? '';
    await setImage(connection, uidIn('ReferencedImageBoxSequence'), ramp());
    const padded = bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0x20);
    const set = await client.request(
      1,
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: BasicAnnotationBox,
        requestedSopInstanceUid: uidIn('ReferencedBasicAnnotationBoxSequence'),
      },
      dataSetOf({ AnnotationPosition: 0 }).with([
        { tag: tagOf('TextString'), vr: 'LO', value: { kind: 'bytes', bytes: padded } },
      ]),
    );
    assert.equal(set.command.status, 0);
    const { status, printJob } = await print(connection, filmBox.command.affectedSopInstanceUid ?? '');
    assert.equal(status, 0);
    await association.release();
    jobs += 1;
    const done = await server.jobsDone(jobs);
    return done.find(({ printJobUid }) => printJobUid === printJob)?.id ?? '';
  }

  async function textIn(job: string): Promise<string> {
    const pdf = path.join(folder, `${job}.pdf`);
    const response = await server.get(`/api/jobs/${job}/film.pdf`);
    writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));
    const text = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' });
    // poppler adds directional marks of its own.
    return text.replace(/[\u200e\u200f\u202a-\u202e]/gu, '').trim();
  }

  const detailsOf = async (job: string) =>
    jobDetails.parse(await (await server.get(`/api/jobs/${job}`)).json());

  for (const [characterSet, text, hex] of texts) {
    test(`${characterSet.replaceAll('\\', ' and ')}: ${text}`, async () => {
      const job = await printed(characterSet, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
      assert.equal(await textIn(job), text);
      assert.deepEqual((await detailsOf(job)).substitutions, []);
    });
  }

  test('characters that no font has are on the job, and printed again elsewhere with what is found there', async () => {
    const job = await printed('ISO_IR 192', Buffer.from('ሀ CT', 'utf8'));
    const own = ['text at annotation position 0', '1 character shown as U+FFFD'];
    const found = async (id: string) =>
      (await detailsOf(id)).substitutions.map(({ requested, used }) => [requested, used]);
    assert.deepEqual(await found(job), [own]);
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/${job}/reprint`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ printer: 'OTHER' }),
    });
    assert.equal(answer.ok, true, `${answer.status}`);
    jobs += 1;
    await server.jobsDone(jobs);
    const { id } = jobDetails.parse(await answer.json());
    assert.deepEqual(await found(id), [['header of the printer', '3 characters shown as U+FFFD'], own]);
    // Findings contain nothing of the texts themselves.
    assert.doesNotMatch(JSON.stringify([await found(job), await found(id)]), /CT|ሀ|ለ/);
  });
});
