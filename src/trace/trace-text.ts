// A trace for people: a line for every message and for every attribute in it.
import { entryOf, keywordOf, tagText } from '../dicom/dictionary.ts';
import { sopClasses } from '../dicom/uids.ts';
import type { RecordedElement, TraceRecord } from './trace-record.ts';

const names = new Map<string, string>(Object.entries(sopClasses).map(([name, uid]) => [uid, name]));

/** Values of others without what a terminal would obey, and no longer than a line. */
function shown(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return plain.length > 100 ? `${plain.slice(0, 100)}… (${plain.length})` : plain;
}

function valueText({ vr, text, numbers, bytes, items, withheld, pixels }: RecordedElement): string {
  if (pixels) return `pixels, ${pixels.byteLength} bytes${pixels.base64 === undefined ? '' : ', recorded'}`;
  if (withheld !== undefined) return `withheld, length ${withheld}`;
  if (items) return `${items.length} item${items.length === 1 ? '' : 's'}`;
  if (bytes !== undefined) return `${Buffer.byteLength(bytes, 'base64')} bytes`;
  if (numbers) return shown(numbers.join('\\'));
  const value = shown((text ?? []).join('\\'));
  return vr === 'UI' && names.has(value) ? `${value} ${names.get(value) ?? ''}` : `[${value}]`;
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
  if (typeof value === 'string')
    return names.has(value) ? `${value} ${names.get(value) ?? ''}` : shown(value);
  if (Array.isArray(value))
    return value.map((tag) => (typeof tag === 'number' ? keywordOf(tag) : '?')).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '?';
}

function commandText({
  kind,
  ...fields
}: {
  readonly kind: string;
  readonly [field: string]: unknown;
}): string {
  const { status, ...rest } = fields;
  const code = typeof status === 'number' ? ` ${status.toString(16).toUpperCase().padStart(4, '0')}` : '';
  const others = Object.entries(rest).map(([name, value]) => `${name}=${fieldText(value)}`);
  return `${kind}${code}  ${others.join(' ')}`;
}

/** The lines of one record. */
export function traceLines(record: TraceRecord): readonly string[] {
  const at = `${(record.ms / 1000).toFixed(3).padStart(9)} s `;
  switch (record.kind) {
    case 'association':
      return [
        `${at}-> A-ASSOCIATE-RQ  ${record.at} ${shown(record.calling)} at ${record.peer} calls ${shown(record.called)} (${shown(record.implementation)})`,
        `${at}<- A-ASSOCIATE-AC  ${record.contexts.length} contexts`,
        ...record.contexts.map(
          ({ id, abstractSyntax, transferSyntax }) =>
            `    context ${id}: ${fieldText(abstractSyntax)}, ${transferSyntax}`,
        ),
      ];
    case 'message':
      return [
        `${at}${record.from === 'client' ? '->' : '<-'} P-DATA-TF  context ${record.contextId}  ${commandText(record.command)}`,
        ...elementLines(record.dataSet ?? [], 2),
        ...(record.problem === undefined ? [] : [`    data set not recorded: ${shown(record.problem)}`]),
      ];
    case 'end':
      return [`${at}-- ${shown(record.how)}`];
    case 'full':
      return [`${at}-- the trace is full at ${record.maxBytes} bytes; what follows is not recorded`];
  }
}
