/** How much head an answer may have: counted here for every runtime, so that all refuse the same answers. */
import { type HttpResponse, LIMITS } from './runtime.ts';

export const HEADERS_TOO_LARGE = `its headers are larger than ${LIMITS.answerHeaderBytes / 1024} kB`;

/** What is wrong with the headers of an answer; undefined when nothing is. */
export function headerProblem(headers: HttpResponse['headers']): string | undefined {
  if (headers.length > LIMITS.answerHeaders) return `it has more than ${LIMITS.answerHeaders} headers`;
  // On the wire: a colon, a space and the end of the line.
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  return bytes > LIMITS.answerHeaderBytes ? HEADERS_TOO_LARGE : undefined;
}
