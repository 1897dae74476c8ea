// Recorded responses of real printers (fixtures/printers), as attributes of a decoded message. Start at
// `printerAnswers`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { IppAttributes } from '../../src/destinations/ipp/protocol/ipp-attributes.ts';

type Tagged = readonly [tag: string, value: unknown];

export interface PrinterAnswer {
  readonly name: string;
  readonly model: string;
  /** Whether the complete response is known; attributes in `assumed` are filled in. */
  readonly complete: boolean;
  readonly assumed?: readonly string[];
  /** Values by attribute, each with the name of its syntax. */
  readonly tagged: Readonly<Record<string, readonly Tagged[]>>;
  readonly attributes: IppAttributes;
}

type Written =
  { readonly tag: string; readonly values: readonly unknown[] } | { readonly tagged: readonly Tagged[] };

const states: Readonly<Record<number, string>> = { 3: 'idle', 4: 'processing', 5: 'stopped' };
const operations: Readonly<Record<number, string>> = {
  2: 'Print-Job',
  4: 'Validate-Job',
  5: 'Create-Job',
  6: 'Send-Document',
  8: 'Cancel-Job',
  9: 'Get-Job-Attributes',
  10: 'Get-Jobs',
  11: 'Get-Printer-Attributes',
};

function plain(name: string, [tag, value]: Tagged): unknown {
  if (tag === 'collection') {
    const members = Object.entries(value as Record<string, readonly Tagged[]>);
    return Object.fromEntries(
      members.map(([member, values]) => [member, values.map((one) => plain(member, one))]),
    );
  }
  if (tag.endsWith('WithLanguage')) return (value as readonly string[])[1];
  if (tag === 'enum' && name === 'printer-state') return states[value as number] ?? value;
  if (tag === 'enum' && name === 'operations-supported') return operations[value as number] ?? value;
  return value;
}

export function printerAnswers(): readonly PrinterAnswer[] {
  const file = path.join(import.meta.dirname, '..', '..', 'fixtures', 'printers', 'answers.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { attributes, ...rest } = JSON.parse(line) as Omit<PrinterAnswer, 'tagged' | 'attributes'> & {
      attributes: Readonly<Record<string, Written>>;
    };
    const tagged = Object.fromEntries(
      Object.entries(attributes).map(([name, written]): [string, readonly Tagged[]] => [
        name,
        'tagged' in written ? written.tagged : written.values.map((value) => [written.tag, value] as const),
      ]),
    );
    const values = Object.entries(tagged).map(([name, all]) => [name, all.map((one) => plain(name, one))]);
    return { ...rest, tagged, attributes: new IppAttributes(Object.fromEntries(values)) };
  });
}

/** The response of a printer by its name in the fixtures. */
export function printerAnswer(name: string): PrinterAnswer {
  const found = printerAnswers().find((answer) => answer.name === name);
  if (!found) throw new Error(`there is no answer ${name}`);
  return found;
}
