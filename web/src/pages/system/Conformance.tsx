// The DICOM Conformance Statement of the configuration in use, with a table of contents.
import { useConformance } from '../../data/queries/system-queries.ts';
import type { AnswerOf } from '../../data/requests/client.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { DataTable } from '../../ui/display/DataTable.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './Conformance.module.css';

type Answer = AnswerOf<'GET /api/system/conformance'>;
type Block = Answer['blocks'][number];

interface StatementRow {
  readonly at: number;
  readonly cells: readonly string[];
}

const idOf = (number: string) => `s${number.replaceAll('.', '-')}`;

export function Conformance() {
  const { t } = useTexts();
  return (
    <Loaded query={useConformance()} rows={12}>
      {({ title, cover, blocks }) => (
        <article className={styles.statement} lang="en" dir="ltr">
          <h2 className={styles.title}>{title}</h2>
          <ul>
            {cover.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {blocks.map((block, at) => (
            <BlockView key={at} block={block} contents={t('conformance.contents')} />
          ))}
        </article>
      )}
    </Loaded>
  );
}

function BlockView({ block, contents }: { readonly block: Block; readonly contents: string }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level === 1 ? 'h3' : block.level === 2 ? 'h4' : block.level === 3 ? 'h5' : 'h6';
      return (
        <Heading id={idOf(block.number)} className={styles.heading}>
          {block.number} {block.title}
        </Heading>
      );
    }
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'list':
      return (
        <ul className={styles.list}>
          {block.items.map((item, at) => (
            <li key={at}>{item}</li>
          ))}
        </ul>
      );
    case 'diagram':
      return (
        <pre className={styles.diagram} tabIndex={0} role="img" aria-label={block.text}>
          {block.text}
        </pre>
      );
    case 'contents':
      return (
        <nav aria-label={contents} className={styles.contents}>
          <ul>
            {block.entries
              .filter(({ level }) => level <= 2)
              .map(({ number, title, level }) => (
                <li key={number} className={level > 1 ? styles.inner : ''}>
                  <a href={`#${idOf(number)}`}>
                    {number} {title}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
      );
    case 'table':
      return (
        <figure className={styles.table}>
          <figcaption>{block.title}</figcaption>
          <DataTable<StatementRow>
            label={block.title}
            rows={block.rows.map((cells, at) => ({ at, cells }))}
            idOf={({ at }) => String(at)}
            columns={block.columns.map((header, column) => ({
              id: String(column),
              header,
              cell: (row) => row.cells[column] ?? '',
            }))}
          />
        </figure>
      );
    default:
      return block satisfies never;
  }
}
