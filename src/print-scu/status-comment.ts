// A warning or refusal of a printer in one line: the values that it used beside the requested ones; where it returned none,
// its Error Comment and the attributes that it names (PS3.7 C.4, C.5). Start at `responseText`.
import type { DataSet, Element } from '../dicom/data-set/data-set.ts';
import { keywordOf } from '../dicom/data-set/dictionary.ts';
import type { DimseResponse } from '../dicom/dimse/dimse-client.ts';
import { isWarning, statusCode, statusText } from './print-status.ts';

/** Statuses whose data set contains the attributes that they refer to. */
const statusesWithValues: ReadonlySet<number> = new Set([0x0106, 0x0116, 0x0121]);
const maxValueLength = 64;

/** A value as text; undefined for empty values, and for values other than texts and numbers. */
function valueText({ value }: Element): string | undefined {
  if (value.kind !== 'text' && value.kind !== 'numbers') return undefined;
  const text = value.values.map((one: string | number) => String(one).trim()).join('\\');
  return text === '' || text.length > maxValueLength ? undefined : text;
}

/** `FilmSizeID A4 instead of 10INX14IN` for each attribute whose returned value differs from the requested one. */
function replaced(sent: DataSet | undefined, answer: DataSet | undefined): readonly string[] {
  return [...(sent ?? [])].flatMap((asked) => {
    const used = answer?.get(asked.tag);
    const [wanted, got] = [valueText(asked), used && valueText(used)];
    if (wanted === undefined || got === undefined || wanted === got) return [];
    // DS and IS: "2.0" is 2.
    if (Number(wanted) === Number(got)) return [];
    return `${keywordOf(asked.tag)} ${got} instead of ${wanted}`;
  });
}

/**
 * The status of a response, with the printer's comment.
 * @param sent the data set of the request
 */
export function responseText({ command, data }: DimseResponse, sent: DataSet | undefined): string {
  const { status, errorComment, offendingElements = [], attributeIdentifierList = [] } = command;
  const others = isWarning(status) ? replaced(sent, data) : [];
  if (others.length > 0) return `${others.join(', ')} (${statusCode(status)})`;
  const values = statusesWithValues.has(status) ? [...(data ?? [])].filter(({ vr }) => vr !== 'SQ') : [];
  const tags = [...offendingElements, ...attributeIdentifierList, ...values.map(({ tag }) => tag)];
  // Attributes that the comment already names are not repeated.
  const names = [...new Set(tags.map((tag) => keywordOf(tag)))].filter(
    (name) => !errorComment?.includes(name),
  );
  return (
    statusText(status) +
    (errorComment ? `: "${errorComment}"` : '') +
    (names.length > 0 ? `: ${names.join(', ')}` : '')
  );
}
