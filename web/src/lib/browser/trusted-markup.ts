// The policy for Trusted Types: no text may become markup, except the empty text with which OpenSeadragon clears elements.

interface TrustedTypes {
  readonly createPolicy: (name: string, rules: { readonly createHTML: (text: string) => string }) => unknown;
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

export function allowNoMarkup(): void {
  window.trustedTypes?.createPolicy('default', {
    createHTML: (text) => {
      if (text === '') return '';
      throw new TypeError('text must not become markup');
    },
  });
}
