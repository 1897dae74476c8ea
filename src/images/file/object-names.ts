// Names for DICOM files that hold no image: SOP classes without pixels (PS3.4 B.5, PS3.6 A) in words that users know.
// Start at `withoutImage`.
import { NonImageRefusal } from '../../shared/errors/image-failure.ts';
import type { FileAttributes } from './file-attributes.ts';

const storage = '1.2.840.10008.5.1.4.1.1';

/** SOP class → description with its article. */
const names: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.3.10': 'a DICOMDIR',
  [`${storage}.9`]: 'a curve',
  [`${storage}.9.1.1`]: 'an ECG waveform',
  [`${storage}.9.1.2`]: 'an ECG waveform',
  [`${storage}.9.1.3`]: 'an ECG waveform',
  [`${storage}.9.1.4`]: 'an ECG waveform',
  [`${storage}.9.2.1`]: 'a hemodynamic waveform',
  [`${storage}.9.3.1`]: 'an electrophysiology waveform',
  [`${storage}.9.4.1`]: 'an audio recording',
  [`${storage}.9.4.2`]: 'an audio recording',
  [`${storage}.9.5.1`]: 'an arterial pulse waveform',
  [`${storage}.9.6.1`]: 'a respiratory waveform',
  [`${storage}.9.6.2`]: 'a respiratory waveform',
  [`${storage}.9.7.1`]: 'an EEG waveform',
  [`${storage}.9.7.2`]: 'an EMG waveform',
  [`${storage}.9.7.3`]: 'an EOG waveform',
  [`${storage}.9.7.4`]: 'a sleep EEG waveform',
  [`${storage}.9.8.1`]: 'a body position waveform',
  [`${storage}.8`]: 'a standalone overlay',
  [`${storage}.10`]: 'a standalone modality LUT',
  [`${storage}.11`]: 'a standalone VOI LUT',
  [`${storage}.66`]: 'raw data',
  [`${storage}.66.1`]: 'a spatial registration',
  [`${storage}.66.2`]: 'spatial fiducials',
  [`${storage}.66.3`]: 'a deformable spatial registration',
  [`${storage}.66.5`]: 'a surface segmentation',
  [`${storage}.66.6`]: 'tractography results',
  [`${storage}.67`]: 'a real world value mapping',
  [`${storage}.68.1`]: 'a surface scan mesh',
  [`${storage}.68.2`]: 'a surface scan point cloud',
  [`${storage}.78.1`]: 'a lensometry measurement',
  [`${storage}.78.2`]: 'an autorefraction measurement',
  [`${storage}.78.3`]: 'a keratometry measurement',
  [`${storage}.78.4`]: 'a subjective refraction measurement',
  [`${storage}.78.5`]: 'a visual acuity measurement',
  [`${storage}.78.6`]: 'a spectacle prescription',
  [`${storage}.78.7`]: 'ophthalmic axial measurements',
  [`${storage}.78.8`]: 'an intraocular lens calculation',
  [`${storage}.79.1`]: 'a macular grid thickness and volume report',
  [`${storage}.80.1`]: 'ophthalmic visual field measurements',
  [`${storage}.104.1`]: 'an encapsulated PDF',
  [`${storage}.104.2`]: 'an encapsulated CDA document',
  [`${storage}.104.3`]: 'an encapsulated STL model',
  [`${storage}.104.4`]: 'an encapsulated OBJ model',
  [`${storage}.104.5`]: 'an encapsulated MTL file',
  [`${storage}.200.2`]: 'a CT performed procedure protocol',
  [`${storage}.201.1`]: 'a storage management document',
  [`${storage}.481.3`]: 'an RT Structure Set',
  [`${storage}.481.4`]: 'an RT Beams Treatment Record',
  [`${storage}.481.5`]: 'an RT Plan',
  [`${storage}.481.6`]: 'an RT Brachy Treatment Record',
  [`${storage}.481.7`]: 'an RT Treatment Summary Record',
  [`${storage}.481.8`]: 'an RT Ion Plan',
  [`${storage}.481.9`]: 'an RT Ion Beams Treatment Record',
  '1.2.840.10008.5.1.4.34.7': 'an RT Beams Delivery Instruction',
  '1.2.840.10008.5.1.4.38.1': 'a hanging protocol',
  '1.2.840.10008.5.1.4.39.1': 'a color palette',
  '1.2.840.10008.5.1.1.27': 'a stored print',
};

/** SOP class UID prefix → description for all classes of the family. */
const families: readonly (readonly [prefix: string, name: string])[] = [
  [`${storage}.11.`, 'a presentation state'],
  [`${storage}.88.`, 'an SR document'],
  [`${storage}.9.`, 'a waveform'],
  [`${storage}.481.`, 'a radiotherapy object'],
  ['1.2.840.10008.5.1.4.45.', 'an implant template'],
];

/** Descriptions for image SOP classes in files without pixels, and for objects known only by their modality. */
const modalities: Readonly<Record<string, string>> = {
  SR: 'an SR document',
  PR: 'a presentation state',
  KO: 'a key object selection',
  RTPLAN: 'an RT Plan',
  RTSTRUCT: 'an RT Structure Set',
  RTRECORD: 'an RT Treatment Record',
  ECG: 'an ECG waveform',
  REG: 'a spatial registration',
  PLAN: 'a plan',
};

/** Description of the object with its article; undefined for images and unknown classes. */
function objectName(attributes: FileAttributes): string | undefined {
  const sopClass = attributes.string('SOPClassUID') ?? '';
  if (sopClass === `${storage}.88.59`) return 'a key object selection';
  const family = families.find(([prefix]) => sopClass.startsWith(prefix))?.[1];
  if (attributes.has('DirectoryRecordSequence')) return 'a DICOMDIR';
  return names[sopClass] ?? family ?? modalities[attributes.term('Modality') ?? ''];
}

/** The message for a data set without pixels. */
export function withoutImage(attributes: FileAttributes): NonImageRefusal {
  const name = objectName(attributes);
  return new NonImageRefusal(
    name === undefined
      ? 'it holds no Pixel Data (7FE0,0010), so there is no image to print'
      : `it is ${name}, which holds no image to print`,
  );
}
