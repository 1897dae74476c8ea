// Events of accounts, for the log and the audit trail. Start at `AccountEvent`.

/** `user` of a failed sign-in is the name that was given, which may not exist. */
export type AccountEvent =
  | { readonly kind: 'signed-in'; readonly user: string; readonly address: string }
  | {
      readonly kind: 'sign-in-failed';
      readonly user: string;
      readonly address: string;
      /** Whether the next try has to wait. */
      readonly locked: boolean;
    }
  /** The reason is for the log only. */
  | { readonly kind: 'directory-failed'; readonly reason: string }
  | { readonly kind: 'signed-out'; readonly user: string }
  | { readonly kind: 'user-changed'; readonly user: string; readonly by: string; readonly what: string };

/** Calls `listener` with each event, until the returned function is called. */
export type OnAccountEvent = (listener: (event: AccountEvent) => void) => () => void;
