// Versions, and third-party packages with their licenses.
import { useAbout } from '../../data/queries/system-queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { DataTable, FactList } from '../../ui/display/DataTable.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';

export function About() {
  const { t, moment } = useTexts();
  return (
    <Loaded query={useAbout()}>
      {({ product, version, license, node, system, startedAt, packages, ...identity }) => (
        <>
          <Panel title={`${product} ${version}`}>
            <FactList
              facts={[
                [t('about.license'), license],
                [t('about.started'), moment(startedAt)],
                [t('about.node'), node],
                [t('about.system'), <bdi key="system">{system}</bdi>],
                [t('about.class-uid'), <bdi key="uid">{identity.implementationClassUid}</bdi>],
                [t('about.version-name'), <bdi key="name">{identity.implementationVersionName}</bdi>],
              ]}
            />
          </Panel>
          <Panel title={t('about.packages', { count: packages.length })}>
            <DataTable
              label={t('about.packages', { count: packages.length })}
              rows={packages}
              idOf={({ name, version: of }) => `${name} ${of}`}
              columns={[
                {
                  id: 'name',
                  header: t('about.package'),
                  isRowHeader: true,
                  cell: ({ name }) => <bdi>{name}</bdi>,
                },
                { id: 'version', header: t('about.version'), cell: ({ version: of }) => <bdi>{of}</bdi> },
                {
                  id: 'license',
                  header: t('about.license'),
                  cell: ({ license: of }) => <bdi lang="en">{of}</bdi>,
                },
                { id: 'use', header: t('about.use'), cell: ({ use }) => t(`about.use.${use}`) },
              ]}
            />
          </Panel>
        </>
      )}
    </Loaded>
  );
}
