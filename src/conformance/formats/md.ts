// The statement as Markdown.
import { unreachable } from '../../shared/errors/errors.ts';
import {
  laidOut,
  type Heading,
  type LaidOut,
  type LaidOutStatement,
  type Statement,
  type Table,
} from './document.ts';

/** Text with the special characters of Markdown escaped. */
function escaped(text: string): string {
  return text.replace(/[\\`*_<>|[\]]/g, '\\$&').replaceAll('\n', ' ');
}

function tableText({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    `**${escaped(title)}**`,
    '',
    line(columns),
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map(line),
  ].join('\n');
}

const headingText = ({ number, title }: Heading): string => `${number} ${escaped(title)}`;

/** The anchor of a heading: lower case, spaces to hyphens, no punctuation. */
function anchor({ number, title }: Heading): string {
  const words = `${number} ${title}`.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return words.replaceAll(' ', '-');
}

function textOf(block: LaidOut): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(Math.min(block.level + 1, 6))} ${headingText(block)}`;
    case 'paragraph':
      return escaped(block.text);
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n');
    case 'diagram':
      return `\`\`\`text\n${block.text}\n\`\`\``;
    case 'contents':
      return block.entries
        .map((entry) => `${'  '.repeat(entry.level - 1)}- [${headingText(entry)}](#${anchor(entry)})`)
        .join('\n');
    case 'table':
      return tableText(block);
    default:
      throw unreachable(block);
  }
}

/** The statement as Markdown, ending with a line end. */
export function markdownOf(statement: Statement | LaidOutStatement): string {
  const cover = [
    `# ${escaped(statement.title)}`,
    statement.cover.map((line) => `- ${escaped(line)}`).join('\n'),
  ];
  return `${[...cover, ...laidOut(statement).map(textOf)].join('\n\n')}\n`;
}
