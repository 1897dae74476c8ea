// The functions behind the pages System of the console. Start at `systemPorts`.
import { readFile } from 'node:fs/promises';
import { arch, release, type } from 'node:os';
import { z } from 'zod';
import { aboutAnswer, type ApiAbout } from '../../api/system/system.ts';
import type { SystemPorts } from '../../console/ports/system.ts';
import { implementationClassUid } from '../../dicom/data-set/uids.ts';
import type { RecentLog } from '../../shared/log/recent-log.ts';
import {
  implementationVersionName,
  manufacturer,
  productFile,
  productVersion,
} from '../../shared/product.ts';
import { stated } from '../../shared/stated.ts';
import type { Spool } from '../../spool/spool.ts';
import { certificatesNow, expiringCertificates, type SecuredListener } from './certificates.ts';
import { runDoctor, type DoctorParts } from './doctor.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { rangeOf, statisticsCsv, statisticsOf } from './statistics.ts';
import { storageNow, type StorageParts } from './storage.ts';

export interface SystemParts extends DoctorParts, StorageParts {
  /** Of all listeners. */
  readonly certificates: { readonly secured: () => readonly SecuredListener[]; readonly reload: () => void };
  readonly recentLog: RecentLog;
  readonly spool: Pick<Spool, 'payloadBytes' | 'counts' | 'dailyCounts'>;
  readonly startedAt: Date;
}

const packagesFile = z.object({ packages: aboutAnswer.shape.packages });

async function about(startedAt: Date): Promise<ApiAbout> {
  const { packages } = packagesFile.parse(
    JSON.parse(await readFile(productFile('docs/api/licenses.json'), 'utf8')),
  );
  return {
    product: manufacturer,
    version: productVersion,
    license: 'MIT',
    node: process.versions.node,
    system: `${type()} ${release()} ${arch()}`,
    startedAt: startedAt.toISOString(),
    implementationClassUid,
    implementationVersionName,
    packages,
  };
}

export function systemPorts(parts: SystemParts): SystemPorts {
  const { certificates, recentLog, spool, live, startedAt } = parts;
  return {
    doctor: oneAtATime(() => runDoctor(parts)),
    storage: oneAtATime(() => storageNow(parts)),
    certificates: () => certificatesNow(certificates.secured(), new Date()),
    expiringCertificates: () => expiringCertificates(certificates.secured(), new Date()),
    reloadCertificates: () => {
      certificates.reload();
      return certificatesNow(certificates.secured(), new Date());
    },
    about: () => about(startedAt),
    log: ({ level, offset, limit, text, upTo }) => {
      const { lines, oldestAt, ...page } = recentLog.page({
        level,
        offset,
        limit,
        ...stated({ text, upTo }),
      });
      return {
        ...page,
        oldestAt: oldestAt?.toISOString() ?? null,
        lines: lines.map((line) => ({ ...line, at: line.at.toISOString() })),
      };
    },
    statistics: (days) => statisticsOf(spool, rangeOf(days, new Date())),
    statisticsCsv: (days) => statisticsCsv(spool, rangeOf(days, new Date())),
    conformance: oneAtATime(async () => {
      // Loaded at the first request: its tables need much of the program.
      const { conformanceStatement } = await import('../../conformance/statement.ts');
      const { laidOut } = await import('../../conformance/formats/document.ts');
      const { title, cover, ...rest } = conformanceStatement(live.now);
      return { title, cover, blocks: laidOut({ title, cover, ...rest }) };
    }),
  };
}
