// The configuration: form and text side by side, checked while it is edited, compared before it is applied, with its history.
// If another user has changed the file meanwhile, a comparison opens and nothing is overwritten. Start at `Configuration`.
import { useQuery } from '@tanstack/react-query';
import { useConfiguration } from '../../data/queries/system-queries.ts';
import type { ConfigShown } from '../../data/requests/config-requests.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { ConfigEditor } from './ConfigEditor.tsx';
import type { SchemaNode } from './schema.ts';

/** @param only the top-level key that is edited, without the text; default: all */
export default function Configuration({ only }: { readonly only?: string }) {
  const query = useConfiguration();
  const schema = useQuery({
    queryKey: ['config-schema'],
    // Built with the page, so it has the version of the server.
    queryFn: async (): Promise<SchemaNode> =>
      (await import('../../../../config/hardcopy.schema.json')).default as SchemaNode,
  });
  return (
    <Loaded query={schema}>
      {(known) => (
        <Loaded query={query} rows={12}>
          {(shown: ConfigShown) => (
            <ConfigEditor
              schema={known}
              {...(only === undefined ? {} : { only })}
              shown={shown}
              onReload={async () => {
                const { data } = await query.refetch();
                return data;
              }}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
