import type { Evidence, ShownExchange } from '../report.ts';
import { printable, shortened } from './printable.ts';

const BODY_LENGTH = 160;
const ROWS = 3;
/** Evidence of one check: the end of it is where it went wrong. */
const ITEMS = 6;

/** The last pieces of evidence as short lines, safe for a terminal. */
export function evidenceLines(evidence: readonly Evidence[]): string[] {
  const shown = evidence.slice(-ITEMS);
  const left = evidence.length - shown.length;
  return [
    ...(left > 0 ? [`(${left} earlier ${left === 1 ? 'step' : 'steps'}: see --json)`] : []),
    ...shown.flatMap(lines),
  ];
}

function lines(item: Evidence): string[] {
  switch (item.type) {
    case 'exchange':
      return exchangeLines(item.exchange);
    case 'rows':
      return [
        `${printable(item.title)}: ${item.columns.map(printable).join(' | ')}`,
        ...item.rows
          .slice(0, ROWS)
          .map((row) => `  ${row.map((cell) => (cell === null ? 'NULL' : short(cell))).join(' | ')}`),
        ...(item.rows.length > ROWS ? [`  (${item.rows.length - ROWS} more rows)`] : []),
      ];
    case 'statement':
      return [
        `SQL ${short(item.sql)}${item.parameters.length > 0 ? `  with ${short(JSON.stringify(item.parameters))}` : ''}`,
      ];
    case 'log':
      return item.text
        .trimEnd()
        .split('\n')
        .slice(-3)
        .map((line) => `${item.stream}: ${short(line)}`);
    case 'clock':
      return [`clock moved by ${item.advancedMs / 1000} s`];
    case 'note':
      return [printable(item.text)];
  }
}

function exchangeLines({ client, request, response }: ShownExchange): string[] {
  const sent =
    `→ ${printable(request.method)} ${short(request.path)}  from ${client}  ${short(request.body)}`.trimEnd();
  if (!response) return [sent, '← no answer'];
  return [sent, `← ${response.status}  ${short(response.body)}`.trimEnd()];
}

const short = (text: string) => printable(shortened(text, BODY_LENGTH));
