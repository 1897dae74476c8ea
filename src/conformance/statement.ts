// The DICOM Conformance Statement of a configuration, in the structure of PS3.2 annex A. It is generated from the
// tables of the server itself, so that it cannot contradict the server. The same configuration and version give exactly the
// same statement.
import type { Config } from '../config/config.ts';
import { printAbstractSyntaxes } from '../print-scp/operations/services.ts';
import { manufacturer, productVersion } from '../shared/product.ts';
import { annexes, characterSets, media } from './chapters/closing.ts';
import type { Statement } from './formats/document.ts';
import { contents, introduction, overview } from './chapters/introduction.ts';
import { networking } from './chapters/networking.ts';
import { security } from './chapters/security.ts';
import { configSchema, type ConfigSchema } from '../config/schema/config-schema.ts';
import { printClientClasses } from '../print-scu/used-classes.ts';
import { forwardingClasses } from './chapters/used-classes.ts';

/** @param schema - the schema of the configuration, from which the parameters are listed */
export function conformanceStatement(config: Config, schema: ConfigSchema = configSchema): Statement {
  const used = [...printClientClasses, ...config.printers.flatMap(forwardingClasses)];
  return {
    title: `DICOM Conformance Statement: ${manufacturer}`,
    cover: [
      `Product: ${manufacturer}, a film printer in software`,
      `Version: ${productVersion}`,
      `Printers of this configuration: ${config.printers.map(({ aeTitle }) => aeTitle).join(', ')}`,
      'Date: that of the release of this version; the statement is generated from the product and its configuration',
    ],
    sections: [
      overview([...printAbstractSyntaxes(config.printers)], used),
      contents(),
      introduction(),
      networking(config, schema),
      media(),
      characterSets(),
      security(config),
      annexes(config),
    ],
  };
}
