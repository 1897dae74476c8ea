// Derives, from the negotiated SOP classes, the settings of the operations of an association (PS3.4 H.3).
import type { Association, NegotiatedContext } from '../../dicom/dimse/association.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { OperationContext } from '../film/operation.ts';

const color: readonly string[] = [sopClasses.BasicColorPrintManagementMeta, sopClasses.BasicColorImageBox];
const gray: readonly string[] = [
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicGrayscaleImageBox,
];

type Negotiated = Pick<OperationContext, 'printJobNegotiated' | 'annotationNegotiated' | 'color'>;

/**
 * The settings for requests on this context. Its Meta class decides whether film boxes get color image boxes; on a context of
 * another class, the negotiated classes decide.
 */
export function negotiatedFor({ contexts }: Association, { abstractSyntax }: NegotiatedContext): Negotiated {
  const agreed = [...contexts.values()].map((context) => context.abstractSyntax);
  const onlyColor = !agreed.some((uid) => gray.includes(uid)) && agreed.some((uid) => color.includes(uid));
  return {
    printJobNegotiated: agreed.includes(sopClasses.PrintJob),
    annotationNegotiated: agreed.includes(sopClasses.BasicAnnotationBox),
    color: color.includes(abstractSyntax) || onlyColor,
  };
}
