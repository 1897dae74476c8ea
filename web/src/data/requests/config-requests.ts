// Requests that change the configuration. Each names the version that was edited, so that no user overwrites another user's
// change.
import { call, type AnswerOf } from './client.ts';

export type ConfigShown = AnswerOf<'GET /api/config'>;
export type ConfigCheck = AnswerOf<'POST /api/config/check'>;
export type ConfigChange = AnswerOf<'POST /api/config'>;

export type ConfigFinding = ConfigCheck['findings'][number];

/** @throws RequestFailure */
export const checkConfig = (text: string, signal?: AbortSignal): Promise<ConfigCheck> =>
  call('POST /api/config/check', { body: { text }, ...(signal === undefined ? {} : { signal }) });

/** @throws RequestFailure, with status 412 for a version that is not that of the file */
export const saveConfig = (text: string, version: string): Promise<ConfigChange> =>
  call('POST /api/config', { body: { text }, headers: { 'if-match': `"${version}"` } });

/** @throws RequestFailure as `saveConfig` */
export const rollbackConfig = (to: string, version: string): Promise<ConfigChange> =>
  call('POST /api/config/rollback', { body: { version: to }, headers: { 'if-match': `"${version}"` } });

/** @throws RequestFailure */
export const reloadConfig = (): Promise<ConfigChange> => call('POST /api/config/reload', {});
