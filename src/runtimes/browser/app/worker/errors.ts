/** Errors with Node's codes, as Node words them. */

export interface CodedError extends Error {
  code: string;
}

type ErrorClass = new (message: string) => Error;

/** Makes an error as Node's own: `code` set, the stack's first line `Name [CODE]: message`. */
export function coded(code: string, message: string, Base: ErrorClass = Error): CodedError {
  const error = new Base(message) as CodedError;
  Object.defineProperty(error, 'code', { value: code, enumerable: true, writable: true, configurable: true });
  const stack = error.stack;
  if (typeof stack === 'string') {
    Object.defineProperty(error, 'stack', {
      value: stack.replace(/^(\w+)(?=:|\n|$)/, `$1 [${code}]`),
      writable: true,
      configurable: true,
    });
  }
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

const show = (value: unknown): string => {
  if (value === null || value === undefined) return ` Received ${value}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const name = (value as object).constructor?.name;
    return name ? ` Received an instance of ${name}` : ' Received an object';
  }
  const text = typeof value === 'string' ? `'${value.slice(0, 25)}'` : String(value);
  return ` Received type ${typeof value} (${text})`;
};

/** `expected` is a phrase such as "of type string". */
export function invalidArgument(name: string, expected: string, value: unknown): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument';
  return coded('ERR_INVALID_ARG_TYPE', `The "${name}" ${kind} must be ${expected}.${show(value)}`, TypeError);
}

export function outOfRange(name: string, range: string, value: unknown): CodedError {
  return coded(
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`,
    RangeError,
  );
}
