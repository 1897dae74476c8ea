// A document as data: sections of paragraphs, lists, diagrams and tables. The chapters of the conformance statement build it,
// `laidOut` numbers it, and the writers (md.ts, html.ts, pdf.ts) write the result.

export interface Table {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Preformatted lines. */
  | { readonly kind: 'diagram'; readonly text: string }
  /** The place of the table of contents. */
  | { readonly kind: 'contents' }
  | Table;

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
}

export interface Statement {
  readonly title: string;
  /** Lines of the cover page. */
  readonly cover: readonly string[];
  readonly sections: readonly Section[];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const list = (...items: readonly string[]): Block => ({ kind: 'list', items });
export const diagram = (text: string): Block => ({ kind: 'diagram', text });
export const table = (
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Table => ({ kind: 'table', title, columns, rows });
export const section = (
  title: string,
  blocks: readonly Block[],
  sections: readonly Section[] = [],
): Section => ({ title, blocks, sections });

export interface Heading {
  readonly kind: 'heading';
  /** 1 for a chapter. */
  readonly level: number;
  /** `4.2.1` */
  readonly number: string;
  readonly title: string;
}

/** The blocks in the order of output; titles of tables contain their numbers. */
export type LaidOut =
  | Heading
  | Exclude<Block, { readonly kind: 'contents' }>
  | { readonly kind: 'contents'; readonly entries: readonly Heading[] };

/** A statement whose blocks are numbered already: as the API answers it. */
export interface LaidOutStatement {
  readonly title: string;
  readonly cover: readonly string[];
  readonly blocks: readonly LaidOut[];
}

/** Maximum level of headings in the table of contents. */
const contentsDepth = 4;

/** Chapter and section of a table's number: tables count through an AE's section, as in PS3.2 annex E. */
const tableArea = (number: string): string => number.split('.').slice(0, 2).join('.');

/** Numbers sections (`4.2.1`) and tables (`Table 4.2-7`), and makes the table of contents. */
export function laidOut(statement: Statement | LaidOutStatement): readonly LaidOut[] {
  if ('blocks' in statement) return statement.blocks;
  const headings: Heading[] = [];
  const tables = new Map<string, number>();
  const flatten = (section: Section, number: string, level: number): readonly (Block | Heading)[] => {
    const heading: Heading = { kind: 'heading', level, number, title: section.title };
    headings.push(heading);
    const blocks = section.blocks.map((block) => {
      if (block.kind !== 'table') return block;
      const area = tableArea(number);
      const count = (tables.get(area) ?? 0) + 1;
      tables.set(area, count);
      return { ...block, title: `Table ${area}-${count}: ${block.title}` };
    });
    return [
      heading,
      ...blocks,
      ...section.sections.flatMap((child, index) => flatten(child, `${number}.${index + 1}`, level + 1)),
    ];
  };
  return statement.sections
    .flatMap((child, index) => flatten(child, String(index + 1), 1))
    .map((block) =>
      block.kind === 'contents'
        ? { kind: 'contents', entries: headings.filter(({ level }) => level <= contentsDepth) }
        : block,
    );
}
