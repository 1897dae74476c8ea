// The English texts are part of the page, but most of them belong to pages that are loaded when they are opened. This plugin of Vite
// divides the catalog: `en.json?first` has the texts of the first view, `en.json?later` the others.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** The first part of the keys whose texts only further pages show. test/web/catalogs.test.ts compares them with the sources. */
export const laterAreas: ReadonlySet<string> = new Set([
  'about',
  'access',
  'api',
  'bulk',
  'certificates',
  'clients',
  'config',
  'conformance',
  'delivery',
  'doctor',
  'echo',
  'fact',
  'log',
  'print',
  'quality',
  'reprint',
  'selection',
  'setup',
  'statistics',
  'storage',
  'substitution',
  'timeline',
  'trace',
  'viewer',
  'wall',
]);

/** Whether a text is loaded with the first further page. The navigation has the names of all pages. */
export const isLater = (key: string): boolean =>
  laterAreas.has(key.split('.', 1)[0] ?? '') && !key.endsWith('.name');

const request = /^(.*\/en\.json)\?(first|later)$/;

export function dividedTexts(): Plugin {
  return {
    name: 'divided-texts',
    enforce: 'pre',
    async load(id) {
      const [, file = '', part] = request.exec(id) ?? [];
      if (part === undefined) return null;
      this.addWatchFile(file);
      const catalog = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
      const entries = Object.entries(catalog).filter(([key]) => isLater(key) === (part === 'later'));
      const code = `export default ${JSON.stringify(Object.fromEntries(entries))};`;
      return { code, moduleType: 'js' };
    },
  };
}
