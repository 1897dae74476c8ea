// The data dictionary (PS3.6), as far as a print server needs it: the attributes of the Print service, those that real
// clients send with them, and the identifying ones of patients, studies and files. Implicit VR depends on it entirely: a row
// here decides how bytes are read. One table, because it is read beside PS3.6; hence longer than other files. Start at `entryOf`
// and `tagOf`.
import type { Tag, VR } from './vr.ts';

/** `retired` as in PS3.6: recognized in what clients send, not offered. */
type Row = readonly [tag: Tag, vr: VR, vm: string, retired?: 'retired'];

/** One attribute of the dictionary. */
export interface DictionaryEntry {
  readonly keyword: Keyword;
  readonly tag: Tag;
  readonly vr: VR;
  /** Value multiplicity as PS3.6 writes it: `1`, `3`, `1-n` … */
  readonly vm: string;
  readonly retired: boolean;
}

const retired = 'retired';

// Where PS3.6 leaves a choice, the choice of the Print service is made here (print-spec 2.3, 2.6, 2.11):
// - (2010,0010) and (2010,0150) are ST: their backslash is data, never a separator, whatever a client calls them;
// - (0028,3002) is US, (0028,3006) and (7FE0,0010) are OW, (6000,3000) is OW;
// - (2100,0500) bears the name that PS3.4 H.4.1.2.4 uses for it; PS3.6 gives that name to the retired (2120,0070).
const table = {
  // File meta information (PS3.10 7.1)
  FileMetaInformationGroupLength: [0x00020000, 'UL', '1'],
  FileMetaInformationVersion: [0x00020001, 'OB', '1'],
  MediaStorageSOPClassUID: [0x00020002, 'UI', '1'],
  MediaStorageSOPInstanceUID: [0x00020003, 'UI', '1'],
  TransferSyntaxUID: [0x00020010, 'UI', '1'],
  ImplementationClassUID: [0x00020012, 'UI', '1'],
  ImplementationVersionName: [0x00020013, 'SH', '1'],
  SourceApplicationEntityTitle: [0x00020016, 'AE', '1'],
  SendingApplicationEntityTitle: [0x00020017, 'AE', '1'],
  ReceivingApplicationEntityTitle: [0x00020018, 'AE', '1'],
  PrivateInformationCreatorUID: [0x00020100, 'UI', '1'],
  PrivateInformation: [0x00020102, 'OB', '1'],

  // SOP Common (PS3.3 C.12.1)
  SpecificCharacterSet: [0x00080005, 'CS', '1-n'],
  InstanceCreationDate: [0x00080012, 'DA', '1'],
  InstanceCreationTime: [0x00080013, 'TM', '1'],
  InstanceCreatorUID: [0x00080014, 'UI', '1'],
  SOPClassUID: [0x00080016, 'UI', '1'],
  SOPInstanceUID: [0x00080018, 'UI', '1'],
  TimezoneOffsetFromUTC: [0x00080201, 'SH', '1'],
  InstanceNumber: [0x00200013, 'IS', '1'],
  LongitudinalTemporalInformationModified: [0x00280303, 'CS', '1'],

  // Attributes of a film that identify its patient and study: Proposed Study Sequence (C.13.2), Original Image Sequence
  // (C.13.5), images
  ImageType: [0x00080008, 'CS', '2-n'],
  StudyDate: [0x00080020, 'DA', '1'],
  SeriesDate: [0x00080021, 'DA', '1'],
  AcquisitionDate: [0x00080022, 'DA', '1'],
  ContentDate: [0x00080023, 'DA', '1'],
  AcquisitionDateTime: [0x0008002a, 'DT', '1'],
  StudyTime: [0x00080030, 'TM', '1'],
  SeriesTime: [0x00080031, 'TM', '1'],
  AcquisitionTime: [0x00080032, 'TM', '1'],
  ContentTime: [0x00080033, 'TM', '1'],
  AccessionNumber: [0x00080050, 'SH', '1'],
  Modality: [0x00080060, 'CS', '1'],
  ConversionType: [0x00080064, 'CS', '1'],
  InstitutionName: [0x00080080, 'LO', '1'],
  ReferringPhysicianName: [0x00080090, 'PN', '1'],
  StationName: [0x00081010, 'SH', '1'],
  StudyDescription: [0x00081030, 'LO', '1'],
  SeriesDescription: [0x0008103e, 'LO', '1'],
  InstitutionalDepartmentName: [0x00081040, 'LO', '1'],
  PerformingPhysicianName: [0x00081050, 'PN', '1-n'],
  NameOfPhysiciansReadingStudy: [0x00081060, 'PN', '1-n'],
  OperatorsName: [0x00081070, 'PN', '1-n'],
  AdmittingDiagnosesDescription: [0x00081080, 'LO', '1-n'],
  ReferencedStudySequence: [0x00081110, 'SQ', '1'],
  ReferencedPerformedProcedureStepSequence: [0x00081111, 'SQ', '1'],
  ReferencedSeriesSequence: [0x00081115, 'SQ', '1'],
  ReferencedPatientSequence: [0x00081120, 'SQ', '1'],
  ReferencedImageSequence: [0x00081140, 'SQ', '1'],
  ReferencedInstanceSequence: [0x0008114a, 'SQ', '1'],
  ReferencedSOPClassUID: [0x00081150, 'UI', '1'],
  ReferencedSOPInstanceUID: [0x00081155, 'UI', '1'],
  ReferencedFrameNumber: [0x00081160, 'IS', '1-n'],
  ReferencedSOPSequence: [0x00081199, 'SQ', '1'],
  DerivationDescription: [0x00082111, 'ST', '1'],
  SourceImageSequence: [0x00082112, 'SQ', '1'],
  CodeValue: [0x00080100, 'SH', '1'],
  CodingSchemeDesignator: [0x00080102, 'SH', '1'],
  CodingSchemeVersion: [0x00080103, 'SH', '1'],
  CodeMeaning: [0x00080104, 'LO', '1'],
  PatientName: [0x00100010, 'PN', '1'],
  PatientID: [0x00100020, 'LO', '1'],
  IssuerOfPatientID: [0x00100021, 'LO', '1'],
  PatientBirthDate: [0x00100030, 'DA', '1'],
  PatientBirthTime: [0x00100032, 'TM', '1'],
  PatientSex: [0x00100040, 'CS', '1'],
  OtherPatientIDs: [0x00101000, 'LO', '1-n', retired],
  OtherPatientNames: [0x00101001, 'PN', '1-n'],
  PatientAge: [0x00101010, 'AS', '1'],
  PatientSize: [0x00101020, 'DS', '1'],
  PatientWeight: [0x00101030, 'DS', '1'],
  PatientAddress: [0x00101040, 'LO', '1'],
  EthnicGroup: [0x00102160, 'SH', '1'],
  Occupation: [0x00102180, 'SH', '1'],
  AdditionalPatientHistory: [0x001021b0, 'LT', '1'],
  PatientComments: [0x00104000, 'LT', '1'],
  BodyPartExamined: [0x00180015, 'CS', '1'],
  SliceThickness: [0x00180050, 'DS', '1'],
  KVP: [0x00180060, 'DS', '1'],
  ProtocolName: [0x00181030, 'LO', '1'],
  ImagerPixelSpacing: [0x00181164, 'DS', '2'],
  ViewPosition: [0x00185101, 'CS', '1'],
  StudyInstanceUID: [0x0020000d, 'UI', '1'],
  SeriesInstanceUID: [0x0020000e, 'UI', '1'],
  StudyID: [0x00200010, 'SH', '1'],
  SeriesNumber: [0x00200011, 'IS', '1'],
  AcquisitionNumber: [0x00200012, 'IS', '1'],
  PatientOrientation: [0x00200020, 'CS', '2'],
  ImagePositionPatient: [0x00200032, 'DS', '3'],
  ImageOrientationPatient: [0x00200037, 'DS', '6'],
  FrameOfReferenceUID: [0x00200052, 'UI', '1'],
  Laterality: [0x00200060, 'CS', '1'],
  ImageLaterality: [0x00200062, 'CS', '1'],
  ImageComments: [0x00204000, 'LT', '1'],
  RequestedProcedureDescription: [0x00321060, 'LO', '1'],
  RequestAttributesSequence: [0x00400275, 'SQ', '1'],
  RequestedProcedureID: [0x00401001, 'SH', '1'],

  // Equipment: Printer (C.13.9), Printer Configuration (C.13.13)
  Manufacturer: [0x00080070, 'LO', '1'],
  ManufacturerModelName: [0x00081090, 'LO', '1'],
  SOPClassesSupported: [0x0008115a, 'UI', '1-n'],
  DeviceSerialNumber: [0x00181000, 'LO', '1'],
  SoftwareVersions: [0x00181020, 'LO', '1-n'],
  DateOfLastCalibration: [0x00181200, 'DA', '1-n'],
  TimeOfLastCalibration: [0x00181201, 'TM', '1-n'],
  ItemNumber: [0x00200019, 'IS', '1'],

  // Image Pixel (C.7.6.3) and look-up tables (C.11)
  SamplesPerPixel: [0x00280002, 'US', '1'],
  PhotometricInterpretation: [0x00280004, 'CS', '1'],
  PlanarConfiguration: [0x00280006, 'US', '1'],
  NumberOfFrames: [0x00280008, 'IS', '1'],
  Rows: [0x00280010, 'US', '1'],
  Columns: [0x00280011, 'US', '1'],
  PixelSpacing: [0x00280030, 'DS', '2'],
  PixelAspectRatio: [0x00280034, 'IS', '2'],
  BitsAllocated: [0x00280100, 'US', '1'],
  BitsStored: [0x00280101, 'US', '1'],
  HighBit: [0x00280102, 'US', '1'],
  PixelRepresentation: [0x00280103, 'US', '1'],
  SmallestImagePixelValue: [0x00280106, 'US', '1'],
  LargestImagePixelValue: [0x00280107, 'US', '1'],
  PixelPaddingValue: [0x00280120, 'US', '1'],
  PixelPaddingRangeLimit: [0x00280121, 'US', '1'],
  BurnedInAnnotation: [0x00280301, 'CS', '1'],
  PixelIntensityRelationship: [0x00281040, 'CS', '1'],
  PixelIntensityRelationshipSign: [0x00281041, 'SS', '1'],
  WindowCenter: [0x00281050, 'DS', '1-n'],
  WindowWidth: [0x00281051, 'DS', '1-n'],
  RescaleIntercept: [0x00281052, 'DS', '1'],
  RescaleSlope: [0x00281053, 'DS', '1'],
  RescaleType: [0x00281054, 'LO', '1'],
  WindowCenterWidthExplanation: [0x00281055, 'LO', '1-n'],
  VOILUTFunction: [0x00281056, 'CS', '1'],
  RedPaletteColorLookupTableDescriptor: [0x00281101, 'US', '3'],
  GreenPaletteColorLookupTableDescriptor: [0x00281102, 'US', '3'],
  BluePaletteColorLookupTableDescriptor: [0x00281103, 'US', '3'],
  PaletteColorLookupTableUID: [0x00281199, 'UI', '1'],
  RedPaletteColorLookupTableData: [0x00281201, 'OW', '1'],
  GreenPaletteColorLookupTableData: [0x00281202, 'OW', '1'],
  BluePaletteColorLookupTableData: [0x00281203, 'OW', '1'],
  SegmentedRedPaletteColorLookupTableData: [0x00281221, 'OW', '1'],
  SegmentedGreenPaletteColorLookupTableData: [0x00281222, 'OW', '1'],
  SegmentedBluePaletteColorLookupTableData: [0x00281223, 'OW', '1'],
  ICCProfile: [0x00282000, 'OB', '1'],
  ColorSpace: [0x00282002, 'CS', '1'],
  LossyImageCompression: [0x00282110, 'CS', '1'],
  LossyImageCompressionRatio: [0x00282112, 'DS', '1-n'],
  LossyImageCompressionMethod: [0x00282114, 'CS', '1-n'],
  ModalityLUTSequence: [0x00283000, 'SQ', '1'],
  LUTDescriptor: [0x00283002, 'US', '3'],
  LUTExplanation: [0x00283003, 'LO', '1'],
  ModalityLUTType: [0x00283004, 'LO', '1'],
  LUTData: [0x00283006, 'OW', '1-n'],
  VOILUTSequence: [0x00283010, 'SQ', '1'],
  PixelData: [0x7fe00010, 'OW', '1'],

  // Overlay planes (C.9.2): of group 60xx, written here as 6000
  OverlayRows: [0x60000010, 'US', '1'],
  OverlayColumns: [0x60000011, 'US', '1'],
  NumberOfFramesInOverlay: [0x60000015, 'IS', '1'],
  OverlayDescription: [0x60000022, 'LO', '1'],
  OverlayType: [0x60000040, 'CS', '1'],
  OverlaySubtype: [0x60000045, 'LO', '1'],
  OverlayOrigin: [0x60000050, 'SS', '2'],
  ImageFrameOrigin: [0x60000051, 'US', '1'],
  OverlayBitsAllocated: [0x60000100, 'US', '1'],
  OverlayBitPosition: [0x60000102, 'US', '1'],
  OverlayLabel: [0x60001500, 'LO', '1'],
  OverlayData: [0x60003000, 'OW', '1'],

  // Film session (C.13.1, C.13.2) and printer configuration
  NumberOfCopies: [0x20000010, 'IS', '1'],
  PrinterConfigurationSequence: [0x2000001e, 'SQ', '1'],
  PrintPriority: [0x20000020, 'CS', '1'],
  MediumType: [0x20000030, 'CS', '1'],
  FilmDestination: [0x20000040, 'CS', '1'],
  FilmSessionLabel: [0x20000050, 'LO', '1'],
  MemoryAllocation: [0x20000060, 'IS', '1'],
  MaximumMemoryAllocation: [0x20000061, 'IS', '1'],
  ColorImagePrintingFlag: [0x20000062, 'CS', '1', retired],
  CollationFlag: [0x20000063, 'CS', '1', retired],
  AnnotationFlag: [0x20000065, 'CS', '1', retired],
  ImageOverlayFlag: [0x20000067, 'CS', '1', retired],
  PresentationLUTFlag: [0x20000069, 'CS', '1', retired],
  ImageBoxPresentationLUTFlag: [0x2000006a, 'CS', '1', retired],
  MemoryBitDepth: [0x200000a0, 'US', '1'],
  PrintingBitDepth: [0x200000a1, 'US', '1'],
  MediaInstalledSequence: [0x200000a2, 'SQ', '1'],
  OtherMediaAvailableSequence: [0x200000a4, 'SQ', '1'],
  SupportedImageDisplayFormatsSequence: [0x200000a8, 'SQ', '1'],
  ReferencedFilmBoxSequence: [0x20000500, 'SQ', '1'],
  ReferencedStoredPrintSequence: [0x20000510, 'SQ', '1', retired],

  // Film box (C.13.3, C.13.4)
  ImageDisplayFormat: [0x20100010, 'ST', '1'],
  AnnotationDisplayFormatID: [0x20100030, 'CS', '1'],
  FilmOrientation: [0x20100040, 'CS', '1'],
  FilmSizeID: [0x20100050, 'CS', '1'],
  PrinterResolutionID: [0x20100052, 'CS', '1'],
  DefaultPrinterResolutionID: [0x20100054, 'CS', '1'],
  MagnificationType: [0x20100060, 'CS', '1'],
  SmoothingType: [0x20100080, 'CS', '1'],
  DefaultMagnificationType: [0x201000a6, 'CS', '1'],
  OtherMagnificationTypesAvailable: [0x201000a7, 'CS', '1-n'],
  DefaultSmoothingType: [0x201000a8, 'CS', '1'],
  OtherSmoothingTypesAvailable: [0x201000a9, 'CS', '1-n'],
  BorderDensity: [0x20100100, 'CS', '1'],
  EmptyImageDensity: [0x20100110, 'CS', '1'],
  MinDensity: [0x20100120, 'US', '1'],
  MaxDensity: [0x20100130, 'US', '1'],
  Trim: [0x20100140, 'CS', '1'],
  ConfigurationInformation: [0x20100150, 'ST', '1'],
  ConfigurationInformationDescription: [0x20100152, 'LT', '1'],
  MaximumCollatedFilms: [0x20100154, 'IS', '1'],
  Illumination: [0x2010015e, 'US', '1'],
  ReflectedAmbientLight: [0x20100160, 'US', '1'],
  PrinterPixelSpacing: [0x20100376, 'DS', '2'],
  ReferencedFilmSessionSequence: [0x20100500, 'SQ', '1'],
  ReferencedImageBoxSequence: [0x20100510, 'SQ', '1'],
  ReferencedBasicAnnotationBoxSequence: [0x20100520, 'SQ', '1'],

  // Image box (C.13.5)
  ImageBoxPosition: [0x20200010, 'US', '1'],
  Polarity: [0x20200020, 'CS', '1'],
  RequestedImageSize: [0x20200030, 'DS', '1'],
  RequestedDecimateCropBehavior: [0x20200040, 'CS', '1'],
  RequestedResolutionID: [0x20200050, 'CS', '1'],
  RequestedImageSizeFlag: [0x202000a0, 'CS', '1'],
  DecimateCropResult: [0x202000a2, 'CS', '1'],
  BasicGrayscaleImageSequence: [0x20200110, 'SQ', '1'],
  BasicColorImageSequence: [0x20200111, 'SQ', '1'],
  ReferencedImageOverlayBoxSequence: [0x20200130, 'SQ', '1', retired],
  ReferencedVOILUTBoxSequence: [0x20200140, 'SQ', '1', retired],

  // Annotation box (C.13.7)
  AnnotationPosition: [0x20300010, 'US', '1'],
  TextString: [0x20300020, 'LO', '1'],

  // Image overlay box (PS3.3-1998 C.13.6), retired
  ReferencedOverlayPlaneSequence: [0x20400010, 'SQ', '1', retired],
  ReferencedOverlayPlaneGroups: [0x20400011, 'US', '1-99', retired],
  OverlayPixelDataSequence: [0x20400020, 'SQ', '1', retired],
  OverlayMagnificationType: [0x20400060, 'CS', '1', retired],
  OverlaySmoothingType: [0x20400070, 'CS', '1', retired],
  OverlayOrImageMagnification: [0x20400072, 'CS', '1', retired],
  MagnifyToNumberOfColumns: [0x20400074, 'US', '1', retired],
  OverlayForegroundDensity: [0x20400080, 'CS', '1', retired],
  OverlayBackgroundDensity: [0x20400082, 'CS', '1', retired],
  OverlayMode: [0x20400090, 'CS', '1', retired],
  ThresholdDensity: [0x20400100, 'CS', '1', retired],
  ReferencedImageBoxSequenceRetired: [0x20400500, 'SQ', '1', retired],

  // Presentation LUT (C.11.4)
  PresentationLUTSequence: [0x20500010, 'SQ', '1'],
  PresentationLUTShape: [0x20500020, 'CS', '1'],
  ReferencedPresentationLUTSequence: [0x20500500, 'SQ', '1'],

  // Print job (C.13.8)
  PrintJobID: [0x21000010, 'SH', '1', retired],
  ExecutionStatus: [0x21000020, 'CS', '1'],
  ExecutionStatusInfo: [0x21000030, 'CS', '1'],
  CreationDate: [0x21000040, 'DA', '1'],
  CreationTime: [0x21000050, 'TM', '1'],
  Originator: [0x21000070, 'AE', '1'],
  DestinationAE: [0x21000140, 'AE', '1'],
  OwnerID: [0x21000160, 'SH', '1'],
  NumberOfFilms: [0x21000170, 'IS', '1'],
  ReferencedPrintJobSequence: [0x21000500, 'SQ', '1', retired],

  // Printer (C.13.9)
  PrinterStatus: [0x21100010, 'CS', '1'],
  PrinterStatusInfo: [0x21100020, 'CS', '1'],
  PrinterName: [0x21100030, 'LO', '1'],
  PrintQueueID: [0x21100099, 'SH', '1', retired],

  // Print queue, retired
  QueueStatus: [0x21200010, 'CS', '1', retired],
  PrintJobDescriptionSequence: [0x21200050, 'SQ', '1', retired],
  ReferencedPrintJobSequenceOfQueue: [0x21200070, 'SQ', '1', retired],

  // Print content of a stored print
  PrintManagementCapabilitiesSequence: [0x21300010, 'SQ', '1', retired],
  PrinterCharacteristicsSequence: [0x21300015, 'SQ', '1', retired],
  FilmBoxContentSequence: [0x21300030, 'SQ', '1', retired],
  ImageBoxContentSequence: [0x21300040, 'SQ', '1', retired],
  AnnotationContentSequence: [0x21300050, 'SQ', '1', retired],
  ImageOverlayBoxContentSequence: [0x21300060, 'SQ', '1', retired],
  PresentationLUTContentSequence: [0x21300080, 'SQ', '1', retired],
  ProposedStudySequence: [0x213000a0, 'SQ', '1'],
  OriginalImageSequence: [0x213000c0, 'SQ', '1'],
} as const satisfies Record<string, Row>;

/** Name of an attribute, as PS3.6 spells it. */
export type Keyword = keyof typeof table;

const byKeyword: Readonly<Record<Keyword, Row>> = table;

function isKeyword(name: string): name is Keyword {
  return Object.hasOwn(table, name);
}

/** Every attribute known by name. */
export const keywords: readonly Keyword[] = Object.keys(table).filter(isKeyword);

const byTag: ReadonlyMap<Tag, DictionaryEntry> = new Map(
  keywords.map((keyword) => {
    const [tag, vr, vm, note] = byKeyword[keyword];
    return [tag, { keyword, tag, vr, vm, retired: note === retired }];
  }),
);

export function tagOf(keyword: Keyword): Tag {
  return byKeyword[keyword][0];
}

/** The VR that Hardcopy reads and writes the attribute with. */
export function vrOf(keyword: Keyword): VR {
  return byKeyword[keyword][1];
}

/** The dictionary's entry for a tag; overlay groups 6002 to 601E are looked up as 6000 (PS3.5 7.6). */
export function entryOf(tag: Tag): DictionaryEntry | undefined {
  const group = tag >>> 16;
  const isOverlay = group > 0x6000 && group <= 0x601e && group % 2 === 0;
  return byTag.get(isOverlay ? 0x60000000 + (tag & 0xffff) : tag);
}

/** A tag in the usual notation: `(2010,0010)`. */
export function tagText(tag: Tag): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** The keyword of a tag, or the tag itself as `(gggg,eeee)`. */
export function keywordOf(tag: Tag): string {
  return entryOf(tag)?.keyword ?? tagText(tag);
}
