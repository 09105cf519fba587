/** `http.STATUS_CODES` and `http.METHODS`, taken from Node when the worker's script is built. */
declare const __NODE_HTTP__: { STATUS_CODES: Record<string, string>; METHODS: string[] };

export const STATUS_CODES: Record<string, string | undefined> = __NODE_HTTP__.STATUS_CODES;
export const METHODS: string[] = __NODE_HTTP__.METHODS;
