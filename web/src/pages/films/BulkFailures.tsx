// The films that a command for many did not change, with the reasons.
import { Link } from 'wouter';
import type { ApiBulkResult } from '../../data/types.ts';
import { failureText } from '../../features/actions/action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { filmPath } from '../../lib/paths.ts';

export function BulkFailures({ results }: { readonly results: readonly ApiBulkResult[] }) {
  const texts = useTexts();
  return (
    <ul>
      {results.map(({ id, error }) => (
        <li key={id}>
          <Link href={filmPath(id)}>
            <code>{id}</code>
          </Link>{' '}
          {error !== undefined && failureText(texts, error)}
        </li>
      ))}
    </ul>
  );
}
