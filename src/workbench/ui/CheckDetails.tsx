/** One check, opened: the story in three sentences, the evidence, where to read on. */
import { useSignal } from '@preact/signals';
import { standard } from '../../course/standards.ts';
import type { Evidence, ShownExchange } from '../../grading/report.ts';
import { useBench } from '../bench.ts';
import { prettyJson } from '../requests/body.ts';
import { toCurl } from '../requests/curl.ts';
import { draftOfExchange } from '../requests/draft.ts';
import type { CheckState } from '../state/grading.ts';
import { Copy } from './Copy.tsx';
import { Cell } from './DatabasePane.tsx';
import { Glyph } from './Glyph.tsx';
import { statusText } from './status-text.ts';

export function CheckDetails({ state: { check, result } }: { state: CheckState }) {
  const bench = useBench();
  const lastExchange = result?.evidence.findLastIndex(({ type }) => type === 'exchange');
  return (
    <div class="wb-check-body">
      {result ? (
        <Story
          tried={result.tried}
          happened={result.happened}
          expected={result.expected}
          message={result.message}
        />
      ) : (
        <p>Not run yet.</p>
      )}
      {result?.evidence.map((evidence, index) => (
        <EvidenceView
          key={index}
          evidence={evidence}
          title={check.title}
          last={index === lastExchange}
          story={result.evidence.slice(0, index + 1)}
        />
      ))}
      <div class="wb-row">
        <button
          type="button"
          class="button small"
          disabled={bench.grading.busy.value}
          onClick={() => void bench.check([check.id])}
        >
          <Glyph name="run" /> Run this check
        </button>
        {check.hint !== undefined && <HintButton number={check.hint} />}
      </div>
      <p class="label wb-standards">
        {check.standards.map((id) => {
          const { label, url } = standard(id);
          return (
            <a key={id} href={url} target="_blank" rel="noreferrer">
              {label}
            </a>
          );
        })}
      </p>
      {check.read.length > 0 && (
        <p class="wb-read">
          <span class="label">Read on: </span>
          {check.read.map(({ title, url }, index) => (
            <span key={url}>
              {index > 0 && ' · '}
              <a href={url} {...(/^https?:/.test(url) && { target: '_blank', rel: 'noreferrer' })}>
                {title}
              </a>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function HintButton({ number }: { number: number }) {
  const bench = useBench();
  const shown = bench.work.hintsShown.value.includes(number);
  return (
    <button
      type="button"
      class="button small quiet"
      onClick={() => {
        if (!bench.work.readOnly.peek()) bench.work.showHint(number);
        bench.layout.showSide('hints');
        requestAnimationFrame(() =>
          document.getElementById(`wb-hint-${number}`)?.scrollIntoView({ block: 'start' }),
        );
      }}
    >
      <Glyph name="hint" /> {shown ? `Hint ${number}` : `Show hint ${number}`}
    </button>
  );
}

export function Story({
  tried,
  happened,
  expected,
  message,
}: {
  tried?: string | undefined;
  happened?: string | undefined;
  expected?: string | undefined;
  message: string;
}) {
  if (tried === undefined && happened === undefined && expected === undefined) return <p>{message}</p>;
  const parts = [
    ['Tried', tried],
    ['Happened', happened],
    ['Expected', expected],
  ] as const;
  return (
    <dl class="wb-story">
      {parts.map(
        ([word, text]) =>
          text !== undefined && (
            <div key={word} class={word.toLowerCase()}>
              <dt>{word}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export function EvidenceView({
  evidence,
  title,
  last,
  story = [],
}: {
  evidence: Evidence;
  title: string;
  last: boolean;
  /** The check's evidence up to this one, where it can be gone through again. */
  story?: readonly Evidence[];
}) {
  switch (evidence.type) {
    case 'exchange':
      return <Exchange exchange={evidence.exchange} title={title} open={last} story={story} />;
    case 'rows':
      return (
        <div class="wb-evidence wb-table">
          <table>
            <caption class="label">{evidence.title}</caption>
            <thead>
              <tr>
                {evidence.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {evidence.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((value, column) => (
                    <td key={evidence.columns[column]}>
                      <Cell value={value} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'statement':
      return (
        <figure class="wb-evidence">
          <figcaption class="label">SQL that the app sent</figcaption>
          <pre>{evidence.sql}</pre>
          {evidence.parameters.length > 0 && (
            <p class="label">
              {evidence.parameters.map((value, index) => `$${index + 1} = ${value ?? 'NULL'}`).join('   ')}
            </p>
          )}
        </figure>
      );
    case 'log':
      return (
        <figure class="wb-evidence">
          <figcaption class="label">The app printed ({evidence.stream})</figcaption>
          <pre>{evidence.text}</pre>
        </figure>
      );
    case 'clock':
      return <p class="wb-evidence label">The clock was moved on by {duration(evidence.advancedMs)}.</p>;
    case 'note':
      return <p class="wb-evidence">{evidence.text}</p>;
  }
}

/** 900000 → "15 minutes". */
export function duration(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  for (const [name, length] of units)
    if (ms >= length) {
      const count = Math.round((ms / length) * 10) / 10;
      return `${count} ${name}${count === 1 ? '' : 's'}`;
    }
  return `${ms} ms`;
}

/** Headers that tell something about an attack; the others are there to unfold. */
const TELLING =
  /^(authorization|content-type|cookie|location|origin|retry-after|set-cookie|stripe-signature|www-authenticate|x-forwarded-for)$/i;

/** One request and its answer; `open`: it is the one that matters most, the last. */
function Exchange({
  exchange,
  title,
  open,
  story,
}: {
  exchange: ShownExchange;
  title: string;
  open: boolean;
  story: readonly Evidence[];
}) {
  const bench = useBench();
  const { request, response, client } = exchange;
  return (
    <details class="wb-evidence wb-exchange" open={open}>
      <summary>
        <code>
          {request.method} {request.path.length > 80 ? `${request.path.slice(0, 80)}…` : request.path}
        </code>{' '}
        <span class="label">
          from {client}: {response ? `${response.status} ${statusText(response.status)}` : 'no answer'}
        </span>
      </summary>
      <div class="wb-exchange-sides">
        <Message
          name="Request"
          first={`${request.method} ${request.path}`}
          headers={request.headers}
          body={request.body}
        />
        {response ? (
          <Message
            name={`Answer, ${Math.max(1, Math.round(response.durationMs))} ms`}
            first={`${response.status} ${statusText(response.status)}`}
            headers={response.headers}
            body={response.body}
          />
        ) : (
          <p>No answer came.</p>
        )}
      </div>
      <div class="wb-row">
        <button type="button" class="button small" onClick={() => bench.replay(exchange, `Replay: ${title}`)}>
          <Glyph name="send" /> Replay in the console
        </button>
        <FromTheStart story={story} title={title} />
        <Copy text={() => toCurl(draftOfExchange(exchange, title))} label="Copy as curl" />
      </div>
    </details>
  );
}

/** Most requests need what came before them: a user, an order, a session. */
function FromTheStart({ story, title }: { story: readonly Evidence[]; title: string }) {
  const bench = useBench();
  const exchanges = story.flatMap((one) => (one.type === 'exchange' ? [one.exchange] : []));
  if (exchanges.length < 2) return null;
  const before = exchanges.length - 1;
  const clock = story.some(({ type }) => type === 'clock')
    ? ' The check moved the clock in between; the console does not.'
    : '';
  return (
    <button
      type="button"
      class="button small"
      disabled={bench.attack.sending.value}
      title={`Starts your app anew, sends the ${before} before this one, and puts this one into the console.${clock}`}
      onClick={() => void bench.replayUpTo(exchanges, `Replay: ${title}`)}
    >
      <Glyph name="again" /> Replay all up to here
    </button>
  );
}

interface MessageProps {
  name: string;
  first: string;
  headers: ReadonlyArray<readonly [string, string]>;
  body: string;
}

function Message({ name, first, headers, body }: MessageProps) {
  const all = useSignal(false);
  const shown = all.value ? headers : headers.filter(([header]) => TELLING.test(header));
  const hidden = headers.length - shown.length;
  return (
    <section aria-label={name}>
      <p class="wb-bar tight">
        <span class="label">{name}</span>
        {(hidden > 0 || all.value) && (
          <button
            type="button"
            class="button small quiet"
            aria-expanded={all.value}
            onClick={() => {
              all.value = !all.value;
            }}
          >
            {all.value ? 'Fewer headers' : `${hidden} more ${hidden === 1 ? 'header' : 'headers'}`}
          </button>
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>
        <strong>{first}</strong>
        {shown.map(([header, value]) => `\n${header}: ${value}`)}
        {body && `\n\n${prettyJson(body) ?? body}`}
      </pre>
    </section>
  );
}
