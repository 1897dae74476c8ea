// The code of a quality thread. Errors lose their class between threads, so an answer states them as plain data;
// quality-threads.ts turns them into failures.
import { parentPort } from 'node:worker_threads';
import { measureFiles } from '../calibration/measure.ts';
import { calibrate } from '../calibration/report/report.ts';
import { reportPdf } from '../calibration/report/report-pdf.ts';
import { messageOf, SetupFailure } from '../shared/errors/errors.ts';
import { reportLoaded } from '../shared/threads/worker-threads.ts';
import { controlRecordPdf } from './controls/control-pdf.ts';
import type { MeasureRequest, QualityAnswer, QualityRequest } from './quality-threads.ts';

const measured = ({ files, options }: MeasureRequest) => measureFiles(files, options);

async function answerOf(request: QualityRequest): Promise<QualityAnswer> {
  switch (request.kind) {
    case 'calibrate': {
      const { patches, source, notes } = await measured(request);
      const about = { measuredAt: new Date().toISOString(), who: request.who, source };
      return { kind: 'calibration', calibration: calibrate(request.printer, patches, about), notes };
    }
    case 'control': {
      const { patches } = await measured(request);
      const byValue = Map.groupBy(patches, ({ deviceValue }) => deviceValue);
      const densities = [...byValue].map(([pValue, same]) => ({
        pValue,
        density: Number((same.reduce((sum, { density }) => sum + density, 0) / same.length).toFixed(3)),
      }));
      return { kind: 'densities', densities };
    }
    case 'report':
      return { kind: 'report', pdf: new Uint8Array(await reportPdf(request.calibration)) };
    case 'record':
      return { kind: 'report', pdf: new Uint8Array(await controlRecordPdf(request.page)) };
    default:
      return request satisfies never;
  }
}

async function answer(request: QualityRequest): Promise<QualityAnswer> {
  try {
    return await answerOf(request);
  } catch (error) {
    const message = messageOf(error);
    return { kind: error instanceof SetupFailure ? 'unusable' : 'failure', message };
  }
}

parentPort?.on('message', (request: QualityRequest) => {
  void answer(request).then((sent) => {
    parentPort?.postMessage(sent, sent.kind === 'report' ? [sent.pdf.buffer] : []);
  });
});
reportLoaded();
