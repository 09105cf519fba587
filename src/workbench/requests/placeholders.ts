/**
 * What stands between `{{` and `}}` and is known only when a request is sent: a value from an earlier answer, in the
 * syntax of the VS Code REST client (`{{login.response.body.$.token}}`, `{{login.response.headers.Location}}`), the cookies
 * that it set, as somebody who copied them sends them (`Cookie: {{login.response.cookies}}`), or the signature that the app's runtime makes (`{{$stripeSignature STRIPE_WEBHOOK_SECRET}}`).
 */
import { SIGNATURE_PLACEHOLDER } from '../../runtimes/webhook-signature.ts';
import { type JsonPath, parseJsonPath } from './json-path.ts';

export interface AnswerPlaceholder {
  kind: 'answer';
  /** As it stands in the request, braces included. */
  text: string;
  /** Id of the request whose answer holds the value. */
  request: string;
  /** Where in the answer: a path into its JSON body, a header's name, or all the cookies that it set. */
  where: { path: JsonPath; shown: string } | { header: string } | { cookies: true };
}

export interface SignaturePlaceholder {
  kind: 'signature';
  text: string;
  /** Name in the app's environment of the secret to sign with. */
  variable: string;
}

export type Placeholder = AnswerPlaceholder | SignaturePlaceholder;

const BRACES = /\{\{[^{}]+\}\}/g;
const FROM_ANSWER = /^([\w-]+)\.(?:response|request)\b/;

/**
 * Reads one `{{…}}`. A string says what is wrong with one that means to be a placeholder; `undefined`: it is none, and
 * goes out to the letter (an attack may consist of braces).
 */
export function readPlaceholder(text: string): Placeholder | string | undefined {
  const inner = text.slice(2, -2).trim();
  if (inner.startsWith('$')) {
    const variable = SIGNATURE_PLACEHOLDER.exec(text)?.[1];
    if (variable !== undefined) return { kind: 'signature', text, variable };
    if (/^\$stripeSignature\b/.test(inner))
      return `${text} has to name the secret: {{$stripeSignature STRIPE_WEBHOOK_SECRET}}.`;
    return undefined;
  }
  if (!FROM_ANSWER.test(inner)) return undefined;
  const [, request = '', path, header = '', cookies] =
    /^([\w-]+)\.response\.(?:body\.(\$.*)|headers\.([\w-]+)|(cookies))$/.exec(inner) ?? [];
  const steps = path === undefined ? undefined : parseJsonPath(path);
  if (path !== undefined && steps)
    return { kind: 'answer', text, request, where: { path: steps, shown: path } };
  if (header !== '') return { kind: 'answer', text, request, where: { header } };
  if (cookies) return { kind: 'answer', text, request, where: { cookies: true } };
  return `${text} is not understood: write {{name.response.body.$.field}} or {{name.response.headers.Name}}.`;
}

/** Every placeholder of a text, in order; the same one may come more than once. */
export function placeholdersIn(text: string): Placeholder[] {
  return Array.from(text.matchAll(BRACES), ([found]) => readPlaceholder(found)).filter(
    (found) => typeof found === 'object',
  );
}

/** `text` with every placeholder that `write` has a text for replaced by it; `at`: where it stands in `text`. */
export function replacePlaceholders(
  text: string,
  write: (placeholder: Placeholder, at: number) => string | undefined,
): string {
  return text.replace(BRACES, (found, at: number) => {
    const placeholder = readPlaceholder(found);
    return typeof placeholder === 'object' ? (write(placeholder, at) ?? found) : found;
  });
}
