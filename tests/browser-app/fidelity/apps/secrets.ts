/** Secrets of the sessions app: requests are made with signatures that fit. */
export const SECRETS = ['a secret of the comparison', 'an older one'];
