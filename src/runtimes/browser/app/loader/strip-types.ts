/** TypeScript to JavaScript by taking the types away, nothing else, as Node does; lines stay where they are. */
import { transform } from 'sucrase';
import { compileError, shownPath } from './faults.ts';
import { type Refused, unsupportedSyntax } from './unsupported-syntax.ts';

/** @throws LoadError for what cannot be parsed and for syntax that Node does not strip */
export function stripTypes(path: string, text: string): string {
  const file = shownPath(path);
  let refused: Refused | undefined;
  try {
    refused = unsupportedSyntax(text);
    if (!refused) return strip(text);
  } catch (error) {
    throw syntaxError(file, (error as Error).message);
  }
  throw compileError(
    `ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: ${refused.what} is not supported in strip-only mode: Node runs TypeScript by removing the types, and this needs code to be generated`,
    { file, line: refused.line, column: refused.column },
    'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  );
}

function strip(text: string): string {
  return transform(text, {
    transforms: ['typescript'],
    keepUnusedImports: true,
    disableESTransforms: true,
    preserveDynamicImport: true,
  }).code;
}

/** sucrase's messages end in `(line:column)`, the column from 1. */
function syntaxError(file: string, message: string): Error {
  const match = /^(?:Error transforming[^:]*: )?(.*?)(?: \((\d+):(\d+)\))?$/s.exec(message);
  const place = match?.[2] ? { file, line: Number(match[2]), column: Number(match[3]) } : undefined;
  return compileError(`SyntaxError: ${match?.[1] ?? message}`, place, 'ERR_INVALID_TYPESCRIPT_SYNTAX');
}
