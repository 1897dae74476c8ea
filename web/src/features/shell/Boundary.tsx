// Confines the failure of one part of a page: shows a sentence with the error code and a button that tries again.
import { Component, type ReactNode } from 'react';

export interface BoundaryProps {
  readonly children: ReactNode;
  readonly fallback: (message: string, retry: () => void) => ReactNode;
}

export class Boundary extends Component<BoundaryProps, { readonly message?: string | undefined }> {
  override state: { readonly message?: string | undefined } = {};

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return this.props.fallback(message, () => {
      this.setState({ message: undefined });
    });
  }
}
