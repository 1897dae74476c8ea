// The attributes of a film box that cannot change after N-CREATE: N-SET of display format, film size or orientation has no
// effect. A client that sends the existing value again gets no warning. A client that sends another value gets 0107, because
// its film will look different.
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { plainText, type Findings } from '../tables/assign.ts';
import { rowsOf, type Assigned } from '../rules/attribute-rules.ts';
import type { filmBoxAttributes } from '../tables/film-box-attributes.ts';

type FilmBoxTable = ReturnType<typeof filmBoxAttributes>;

/** The film box as it was created. */
interface ExistingFilmBox {
  readonly table: FilmBoxTable;
  readonly values: Assigned<FilmBoxTable>;
  readonly printer: Printer;
}

/** The findings of an N-SET, with attributes that contradict the film box as visible differences. */
export function withContradictions(
  findings: Findings,
  dataSet: DataSet,
  { table, values, printer }: ExistingFilmBox,
): Findings {
  const { visible, recorded } = findings;
  const contradicted = new Set(
    rowsOf(table)
      .filter(([keyword, rule]) => rule.visible === 'always' && recorded.unknown.includes(tagOf(keyword)))
      .filter(([keyword, rule]) => {
        if (dataSet.isEmpty(tagOf(keyword))) return false;
        const { value } = rule.read(dataSet, keyword, printer);
        return plainText(rule.show(value)) !== plainText(rule.show(values[keyword]));
      })
      .map(([keyword]) => tagOf(keyword)),
  );
  return {
    ...findings,
    visible: { ...visible, unknown: [...visible.unknown, ...contradicted] },
    recorded: { ...recorded, unknown: recorded.unknown.filter((tag) => !contradicted.has(tag)) },
  };
}
