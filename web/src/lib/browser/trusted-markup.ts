// Trusted Types: no text becomes markup on these pages. OpenSeadragon clears elements by writing an empty text, which is allowed.

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
