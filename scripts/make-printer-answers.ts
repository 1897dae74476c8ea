// Generates fixtures/printers/answers.jsonl from a folder with one JSON file per printer (`{ model, complete,
// assumed?, attributes }`): one line per printer, sorted by name, without attributes that Hardcopy never reads. The
// result depends only on the folder. `node scripts/make-printer-answers.ts FOLDER`
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Name the folder of the answers.');
const target = path.join(import.meta.dirname, '..', 'fixtures', 'printers', 'answers.jsonl');

/** The attributes that are requested from a printer: its state, its capabilities, and its job attributes. */
const kept =
  /^(operations|document-format|media|pwg-raster-document|urf|color|print-(color-mode|scaling|quality)|output-(mode|bin)|sides|copies|jpeg-([xy]-dimension|k-octets)|pdf-k-octets|job-(k-octets|creation-attributes)|multiple-document-jobs|ipp-versions)-supported$|^media-(col-(database|default|ready|supported)|default|ready|size-supported|supported)$|^media-(top|right|bottom|left)-margin-supported$|^printer-(resolution-(supported|default)|state|state-reasons|is-accepting-jobs|make-and-model|uuid|up-time|supply|supply-description|input-tray)$|^pwg-raster-document-(type|resolution)-supported$|^marker-(names|levels|types|colors|low-levels)$/;

const answer = z.object({
  model: z.string(),
  complete: z.boolean(),
  assumed: z.array(z.string()).optional(),
  attributes: z.record(z.string(), z.unknown()),
});

const lines: string[] = [];
for (const file of (await readdir(source)).filter((name) => name.endsWith('.json')).toSorted()) {
  const { model, complete, assumed, attributes } = answer.parse(
    JSON.parse(await readFile(path.join(source, file), 'utf8')),
  );
  const used = Object.entries(attributes)
    .filter(([name]) => kept.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const name = path.basename(file, '.json');
  lines.push(
    JSON.stringify({
      name,
      model,
      complete,
      ...(assumed ? { assumed } : {}),
      attributes: Object.fromEntries(used),
    }),
  );
}
await writeFile(target, `${lines.join('\n')}\n`);
console.log(`${lines.length} printers in ${target}`);
