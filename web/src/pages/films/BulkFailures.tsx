// Why some of many films were not changed.
import { Link } from 'wouter';
import type { ApiBulkResult } from '../../data/types.ts';
import { filmPath } from '../../lib/paths.ts';

export function BulkFailures({ results }: { readonly results: readonly ApiBulkResult[] }) {
  return (
    <ul>
      {results.map(({ id, error }) => (
        <li key={id}>
          <Link href={filmPath(id)}>
            <code>{id}</code>
          </Link>{' '}
          <bdi lang="en">{error?.message}</bdi>
        </li>
      ))}
    </ul>
  );
}
