/** Errors with Node's codes, as Node words them. */
import inspected from 'node-inspect-extracted';

const { inspect } = inspected;

export interface CodedError extends Error {
  code: string;
}

type ErrorClass = new (message: string) => Error;

/** Errors that Node made itself show their code. */
const OWN = Symbol('made by Node');

// Taken before the app can replace them: its last error is told whatever it did.
const { apply } = Reflect;
const { toString: errorToString } = Error.prototype;
const { defineProperty } = Object;

/**
 * Node's `Error.prepareStackTrace`: the first line of a stack is made when the stack is first asked for, from the name
 * and the message that the error has by then.
 */
export function prepareStackTrace(error: Error, trace: readonly unknown[]): string {
  const { name, message, code } = error as CodedError;
  let text = OWN in error ? `${name} [${code}]: ${message}` : (apply(errorToString, error, []) as string);
  for (let n = 0; n < trace.length; n += 1) text += `\n    at ${trace[n]}`;
  return text;
}

/** Makes an error as Node's own: `code` set, the stack's first line `Name [CODE]: message`. */
export function coded(code: string, message: string, Base: ErrorClass = Error): CodedError {
  const error = new Base(message) as CodedError;
  Object.defineProperty(error, 'code', { value: code, enumerable: true, writable: true, configurable: true });
  defineProperty(error, OWN, { value: true });
  return error;
}

/** A failed system call: `connect ECONNREFUSED 127.0.0.1:80`. */
export function systemError(
  syscall: string,
  code: string,
  errno: number,
  address: string,
  port: number,
  text?: string,
): CodedError {
  const error = new Error(`${syscall} ${code}${text ? `: ${text}` : ''} ${address}:${port}`) as CodedError;
  return Object.assign(error, { errno, code, syscall, address, port });
}

/** What a builtin, or a part of one, says that has no place in a browser. */
export function unavailable(what: string, instead?: string): CodedError {
  return coded(
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    `${what} is not available where this course runs the app.${instead ? ` ${instead}` : ''}`,
  );
}

/** How Node tells of what it was given instead. */
export const shownType = (value: unknown): string => {
  if (value === null || value === undefined) return ` Received ${value}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const name = (value as object).constructor?.name;
    return name ? ` Received an instance of ${name}` : ` Received ${inspect(value, { depth: -1 })}`;
  }
  return ` Received type ${typeof value} (${shownPrimitive(value)})`;
};

function shownPrimitive(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'string') return Object.is(value, -0) ? '-0' : String(value);
  const text = value.length > 28 ? `${value.slice(0, 25)}...` : value;
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

/** `expected` is a phrase such as "of type string". */
export function invalidArgument(name: string, expected: string, value: unknown): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument';
  return coded(
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kind} must be ${expected}.${shownType(value)}`,
    TypeError,
  );
}

/** `reason` is a phrase such as "must be …". */
export function invalidValue(name: string, value: unknown, reason = 'is invalid'): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument';
  const shown = inspect(value);
  const received = shown.length > 128 ? `${shown.slice(0, 128)}...` : shown;
  return coded('ERR_INVALID_ARG_VALUE', `The ${kind} '${name}' ${reason}. Received ${received}`, TypeError);
}

export function outOfRange(name: string, range: string, value: unknown): CodedError {
  return coded(
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`,
    RangeError,
  );
}
