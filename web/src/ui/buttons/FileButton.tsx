// A button that opens the system's file dialog.
import { FileUp } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import { Button } from './Button.tsx';

export interface FileButtonProps {
  readonly label: string;
  /** Media types and file extensions. */
  readonly accepts: readonly string[];
  readonly isMany?: boolean;
  readonly isPending?: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

export function FileButton({ label, accepts, isMany = false, isPending = false, onChoose }: FileButtonProps) {
  return (
    <FileTrigger
      acceptedFileTypes={[...accepts]}
      allowsMultiple={isMany}
      onSelect={(files) => {
        if (files !== null && files.length > 0) onChoose([...files]);
      }}
    >
      <Button label={label} icon={FileUp} isPending={isPending} />
    </FileTrigger>
  );
}
