/**
 * Signs what the console sends in Stripe's name. The secret is random in every start of the app and stays on the
 * grader side, so the page writes a placeholder and whoever started the app puts the signature in.
 */
import { stripeHeader } from '../../graders/kit/stripe.ts';
import type { HttpRequest } from './runtime.ts';

/** `{{$stripeSignature STRIPE_WEBHOOK_SECRET}}`: the name is that of a variable in the app's environment. */
export const SIGNATURE_PLACEHOLDER = /\{\{\s*\$stripeSignature\s+([A-Za-z_]\w*)\s*\}\}/;

/**
 * The request with a genuine `t=…,v1=…` over its body in place of every such placeholder in a header's value.
 * @param environment What the app got besides PORT and the like.
 * @throws Error when the environment has no such variable, or the body is no text.
 */
export async function signed(
  request: HttpRequest,
  environment: Readonly<Record<string, string>>,
): Promise<HttpRequest> {
  const asked = request.headers.some(([, value]) => SIGNATURE_PLACEHOLDER.test(value));
  if (!asked) return request;
  const seconds = Math.floor(Date.now() / 1000);
  const payload = textOf(request.body);
  const headers: Array<readonly [string, string]> = [];
  for (const [name, value] of request.headers) {
    let filled = value;
    for (let found = match(filled); found; found = match(filled)) {
      const { placeholder, variable } = found;
      const signature = await stripeHeader(secretOf(environment, variable), seconds, payload);
      filled = filled.replace(placeholder, signature);
    }
    headers.push([name, filled]);
  }
  return { ...request, headers };
}

function match(value: string): { placeholder: string; variable: string } | undefined {
  const found = SIGNATURE_PLACEHOLDER.exec(value);
  return found ? { placeholder: found[0], variable: found[1] ?? '' } : undefined;
}

function secretOf(environment: Readonly<Record<string, string>>, variable: string): string {
  const secret = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  if (secret !== undefined) return secret;
  const names = Object.keys(environment);
  const there = names.length === 0 ? 'none at all' : names.join(', ');
  throw new Error(
    `Nothing was sent: {{$stripeSignature ${variable}}} asks for a secret that the app does not have. Its environment names: ${there}.`,
  );
}

/** To the byte: a byte order mark is part of what is signed. */
function textOf(body: Uint8Array | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Error('Nothing was sent: {{$stripeSignature …}} signs text, and this body is not UTF-8.');
  }
}
