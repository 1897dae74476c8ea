// The text of a configuration: reads the file and its YAML. Start at `valueOfYaml`.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ConfigTextFailure } from '../shared/errors/config-text-failure.ts';
import { messageOf } from '../shared/errors/errors.ts';

/** @throws ConfigTextFailure when the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigTextFailure([`cannot be read: ${messageOf(error)}`]);
  }
}

/**
 * The values of a text. An empty text has none: all defaults.
 * @throws ConfigTextFailure when it is not YAML
 */
export function valueOfYaml(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem) throw new ConfigTextFailure([`is not YAML: ${problem.message.split('\n')[0] ?? ''}`]);
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // YAML reads patterns like *CT as aliases, and reports only that they are not defined.
    throw new ConfigTextFailure([
      `is not YAML: ${messageOf(error)}; put values that begin with * or & in quotes`,
    ]);
  }
}
