/** Requests and answers as text, for the lessons. */
import type { Exchange } from './lesson-app.ts';

/** Longer answers are cut, and say so. */
const SHOWN_CHARACTERS = 700;

export function showExchanges(exchanges: readonly Exchange[]): string {
  return exchanges.map(showExchange).join('\n\n\n');
}

function showExchange({ request, answer }: Exchange): string {
  const sent = [
    `${request.method} ${request.path}`,
    ...(request.cookie ? [`Cookie: ${shortened(request.cookie, 40)}`] : []),
    ...(request.body === undefined ? [] : ['', JSON.stringify(request.body)]),
  ];
  const body = answer.json === undefined ? answer.text : JSON.stringify(answer.json, null, 2);
  const got = [
    `→ ${answer.status}`,
    ...(answer.cookie ? [`Set-Cookie: ${shortened(answer.cookie, 40)}`] : []),
    ...(body === '' ? [] : [shortened(body, SHOWN_CHARACTERS)]),
  ];
  return [...sent, '', ...got].join('\n');
}

function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const left = text.length - limit;
  return limit < 100
    ? `${text.slice(0, limit)}…`
    : `${text.slice(0, limit)}\n… and ${left.toLocaleString('en')} more characters`;
}
