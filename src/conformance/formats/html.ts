// The statement as one self-contained HTML page, for screen and paper.
import { unreachable } from '../../shared/errors/errors.ts';
import {
  laidOut,
  type Heading,
  type LaidOut,
  type LaidOutStatement,
  type Statement,
  type Table,
} from './document.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;margin:0 0 1.5rem;width:100%;font-size:13px}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
th{background:#eee}thead{display:table-header-group}tr{break-inside:avoid}
.wide{overflow-x:auto}h2,h3,h4,h5,h6{break-after:avoid}h5,h6{font-size:1em}h6{font-style:italic}
pre{background:#f5f5f5;padding:1rem;overflow-x:auto;break-inside:avoid}nav ul{list-style:none;padding:0}
.in2{margin-left:1rem}.in3{margin-left:2rem}.in4{margin-left:3rem}
@page{size:A4;margin:15mm}
@media print{body{max-width:none;margin:0;padding:0;font-size:10px}table{font-size:8px}pre{font-size:8px}
.wide,pre{overflow:visible}th,td{overflow-wrap:anywhere;padding:.15rem .3rem}a{color:inherit;text-decoration:none}}`;

/** Text of an element or of an attribute's value. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const idOf = ({ number }: Heading): string => `s${number.replaceAll('.', '-')}`;

function tableText({ title, columns, rows }: Table): string {
  const line = (opening: string, closing: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `${opening}${escaped(text)}${closing}`).join('')}</tr>`;
  return [
    `<div class="wide"><table><caption>${escaped(title)}</caption>`,
    `<thead>${line('<th scope="col">', '</th>', columns)}</thead><tbody>`,
    ...rows.map((row) => line('<td>', '</td>', row)),
    '</tbody></table></div>',
  ].join('\n');
}

function textOf(block: LaidOut): string {
  switch (block.kind) {
    case 'heading': {
      const name = `h${Math.min(block.level + 1, 6)}`;
      return `<${name} id="${idOf(block)}">${block.number} ${escaped(block.title)}</${name}>`;
    }
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'diagram':
      return `<pre>${escaped(block.text)}</pre>`;
    case 'contents':
      return `<nav aria-label="Table of contents"><ul>${block.entries
        .map(
          (entry) =>
            `<li class="in${entry.level}"><a href="#${idOf(entry)}">${entry.number} ${escaped(entry.title)}</a></li>`,
        )
        .join('\n')}</ul></nav>`;
    case 'table':
      return tableText(block);
    default:
      throw unreachable(block);
  }
}

/** The statement as an HTML document. */
export function htmlOf(statement: Statement | LaidOutStatement): string {
  const title = escaped(statement.title);
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body>`,
    `<h1>${title}</h1>`,
    `<ul>${statement.cover.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`,
    ...laidOut(statement).map(textOf),
    '</body></html>',
    '',
  ].join('\n');
}
