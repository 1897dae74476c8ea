// The conformance statement in Markdown, HTML and PDF: the same content in each, and valid documents.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { laidOut, type Table } from '../../src/conformance/formats/document.ts';
import { htmlOf } from '../../src/conformance/formats/html.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { pdfOf } from '../../src/conformance/formats/pdf.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';
import { needs } from '../support/external.ts';

const config = loadConfig();
const statement = conformanceStatement(config);
const blocks = laidOut(statement);
const tables = blocks.filter((block): block is Table => block.kind === 'table');

describe('formats', () => {
  test('HTML headings are not smaller than the text', () => {
    const html = htmlOf(statement);
    assert.match(html, /<h6 /);
    // By default browsers show h5 and h6 smaller.
    assert.match(html, /h5,h6\{font-size:1em\}/);
  });

  test('Markdown and HTML have every cell of every table', () => {
    const md = markdownOf(statement).replace(/\\([\\`*_<>|[\]])/g, '$1');
    const html = htmlOf(statement)
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    for (const { title, rows } of tables) {
      for (const row of rows) {
        assert.ok(md.includes(`| ${row.join(' | ')} |`), `${title}: ${row.join(' | ')}`);
        assert.ok(
          html.includes(row.map((cell) => `<td>${cell}</td>`).join('')),
          `${title}: ${row.join(' | ')}`,
        );
      }
    }
  });

  test('characters with a meaning in Markdown or HTML are escaped', () => {
    const strange = { title: 'A|B <b>', cover: ['*x* & "y"'], sections: [] };
    assert.equal(markdownOf(strange), '# A\\|B \\<b\\>\n\n- \\*x\\* & "y"\n');
    assert.match(htmlOf(strange), /<h1>A\|B &lt;b&gt;<\/h1>\n<ul><li>\*x\* &amp; &quot;y&quot;<\/li><\/ul>/);
  });

  test('HTML is valid XML, and every table has a caption and column headings', () => {
    const html = htmlOf(statement);
    const open: string[] = [];
    for (const [, closing, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/g)) {
      if (name === 'meta') continue;
      if (closing === '') open.push(name);
      else assert.equal(open.pop(), name);
    }
    assert.deepEqual(open, []);
    // Without its tags and entities the text has no markup characters.
    assert.doesNotMatch(html.replace(/<[^<>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, ''), /[<&]/);
    const heads = [
      ...html.matchAll(/<table><caption>[^<]+<\/caption>\n<thead><tr>(.*)<\/tr><\/thead><tbody>/g),
    ];
    assert.equal(heads.length, tables.length);
    for (const [, cells = ''] of heads) assert.match(cells, /^(<th scope="col">[^<]+<\/th>)+$/);
    assert.equal(
      new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)).size,
      blocks.filter(({ kind }) => kind === 'heading').length,
    );
  });

  test('the table of contents links the headings', () => {
    const html = htmlOf(statement);
    const targets = [...html.matchAll(/<a href="#([^"]+)">/g)].map(([, id]) => id);
    assert.ok(targets.length > 30);
    for (const id of targets) assert.equal(html.split(`id="${id}"`).length, 2, id);
  });

  test('the same configuration gives the same text, without paths of the machine', () => {
    const text = markdownOf(statement);
    assert.equal(markdownOf(conformanceStatement(loadConfig())), text);
    assert.ok(!text.includes(config.data) && !text.includes(process.cwd()));
  });

  test(
    'the table of contents of the PDF names the page of every heading',
    { skip: needs('pdftotext') },
    async () => {
      const file = Buffer.from(await pdfOf(statement));
      const { stdout } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' });
      const pages = stdout.split('\f');
      const entries = [...(pages[2] ?? '').matchAll(/^ *([\d.]+) +(.*?) +(\d+)$/gm)];
      assert.ok(entries.length > 50, `${entries.length} entries`);
      for (const [, number = '', title = '', page] of entries) {
        const words = (pages[Number(page) - 1] ?? '').replace(/ +/g, ' ');
        assert.ok(words.includes(`${number} ${title}`), `${number} ${title} is not on page ${page ?? ''}`);
      }
    },
  );

  test('the PDF has pages, bookmarks and its fonts', async () => {
    const text = Buffer.from(await pdfOf(statement)).toString('latin1');
    assert.match(text, /^%PDF-1\./);
    const pages = text.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
    assert.ok(pages > 15, `${pages} pages`);
    assert.match(text, /\/Type \/Outlines|\/Outlines \d+ 0 R/);
    assert.match(text, /DejaVuSansCondensed-Bold/);
  });
});
