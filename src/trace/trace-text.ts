// A trace as text: one line for every PDU, every message and every attribute.
import { entryOf, keywordOf, tagText } from '../dicom/data-set/dictionary.ts';
import { unreachable } from '../shared/errors/errors.ts';
import { pduLines } from './pdu-text.ts';
import { isNamed, namedUid, shown } from './shown.ts';
import { missingText, type RecordedElement, type TraceRecord } from './trace-record.ts';

function valueText({ vr, text, numbers, bytes, items, withheld, pixels }: RecordedElement): string {
  if (pixels) return `pixels, ${pixels.byteLength} bytes${pixels.base64 === undefined ? '' : ', recorded'}`;
  if (withheld !== undefined) return `withheld, length ${withheld}`;
  if (items) return `${items.length} item${items.length === 1 ? '' : 's'}`;
  if (bytes !== undefined) return `${Buffer.byteLength(bytes, 'base64')} bytes`;
  if (numbers) return shown(numbers.join('\\'));
  const value = shown((text ?? []).join('\\'));
  return vr === 'UI' && isNamed(value) ? namedUid(value) : `[${value}]`;
}

function elementLines(elements: readonly RecordedElement[], depth: number): readonly string[] {
  return elements.flatMap((element) => {
    const { tag, vr, items } = element;
    const name = entryOf(tag) ? keywordOf(tag) : '?';
    const indent = '  '.repeat(depth);
    return [
      `${indent}${tagText(tag)} ${vr} ${name}: ${valueText(element)}`,
      ...(items ?? []).flatMap((item, index) => [
        `${indent}  item ${index + 1}`,
        ...elementLines(item, depth + 2),
      ]),
    ];
  });
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return namedUid(value);
  if (Array.isArray(value))
    return value.map((tag) => (typeof tag === 'number' ? keywordOf(tag) : '?')).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '?';
}

function commandText(
  { kind, ...fields }: { readonly kind: string; readonly [field: string]: unknown },
  contextId: number,
): string {
  const { status, ...rest } = fields;
  const code = typeof status === 'number' ? ` ${status.toString(16).toUpperCase().padStart(4, '0')}` : '';
  const others = Object.entries(rest).map(([name, value]) => `${name}=${fieldText(value)}`);
  return `${kind}${code}  context ${contextId}  ${others.join(' ')}`;
}

/** Beginning of the last line of a trace, after its time. */
export const endMark = '-- end';

const arrow = (from: 'client' | 'server') => (from === 'client' ? '->' : '<-');

/** The lines of one record. */
export function traceLines(record: TraceRecord): readonly string[] {
  const at = `${(record.ms / 1000).toFixed(3).padStart(9)} s `;
  switch (record.kind) {
    case 'pdu': {
      const [first, ...below] = pduLines(record.pdu);
      return [`${at}${arrow(record.from)} ${first}`, ...below.map((line) => `    ${line}`)];
    }
    case 'association':
      return [`${at}-- the association is open, presentation contexts: ${record.contexts.length}`];
    case 'message':
      return [
        `${at}${arrow(record.from)} ${commandText(record.command, record.contextId)}`,
        ...elementLines(record.dataSet ?? [], 2),
        ...(record.problem === undefined ? [] : [`    data set not recorded: ${shown(record.problem)}`]),
      ];
    case 'dropped':
      return [`${at}-- ${record.records} records are missing: the disk was too slow for them`];
    case 'incomplete':
      return [`${at}-- ${missingText(record) ?? 'complete'}`];
    case 'end':
      return [`${at}${endMark}: ${shown(record.how, 300)}`];
    case 'full':
      return [`${at}${endMark}: the trace is full at ${record.maxBytes} bytes; what follows is not recorded`];
    default:
      throw unreachable(record);
  }
}
