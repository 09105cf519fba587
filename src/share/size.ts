/** What the sites that show share pictures ask for, in pixels. */
export const SHARE_SIZE = { width: 1200, height: 630 } as const;
