// The conformance statement of a configuration, for tests that read its tables. No server runs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { laidOut, type Table } from '../../src/conformance/formats/document.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';

export interface Stated {
  /** The statement as Markdown. */
  readonly text: string;
  readonly tables: readonly Table[];
  /** Rows of the tables whose title ends with this text, in the order of the statement. */
  readonly rows: (title: string) => readonly (readonly string[])[];
  /** The cell beside a name, in the tables with this title. */
  readonly value: (title: string, name: string) => string;
}

/** The statement of a configuration. */
export function stated(yaml: string): Stated {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-stated-'));
  try {
    const file = path.join(folder, 'config.yaml');
    writeFileSync(file, yaml);
    const statement = conformanceStatement(loadConfig({ file, data: folder }));
    const tables = laidOut(statement).filter((block): block is Table => block.kind === 'table');
    const rows = (title: string) =>
      tables.filter((each) => each.title.endsWith(`: ${title}`)).flatMap((each) => each.rows);
    return {
      text: markdownOf(statement),
      tables,
      rows,
      value: (title, name) => rows(title).find(([first]) => first === name)?.[1] ?? `no row ${name}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
