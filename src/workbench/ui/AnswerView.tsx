/** What came back: whether an attack got through, status, body, headers, cookies; and everything sent so far. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import { useBench } from '../bench.ts';
import { jsonTokens, type ReadableBody } from '../requests/body.ts';
import type { SetCookie } from '../requests/cookies.ts';
import { type Answer, type Sent, sameAnswer } from '../state/attack.ts';
import type { Delivery } from '../state/target.ts';
import { BesideStarter } from './BesideStarter.tsx';
import { Copy } from './Copy.tsx';
import { statusText } from './status-text.ts';
import { TabList, TabPanel } from './TabList.tsx';

type Part = 'body' | 'headers' | 'cookies' | 'history' | 'jar';

export function AnswerView() {
  const { attack } = useBench();
  const part = useSignal<Part>('body');
  const sent = attack.shownSent.value;
  const answer = sent?.answer;
  const history = attack.history.value;
  const jar = attack.jar.value;
  const items: Array<{ id: Part; label: string }> = [
    { id: 'body', label: 'Body' },
    { id: 'headers', label: `Headers${answer ? ` ${answer.headers.length}` : ''}` },
    { id: 'cookies', label: `Cookies set${answer ? ` ${answer.cookies.length}` : ''}` },
    { id: 'jar', label: `Jar ${jar.length}` },
    { id: 'history', label: `History ${history.length}` },
  ];
  return (
    <section class="wb-answer" aria-label="Answer">
      <Head sent={sent} />
      <TabList
        name="answer"
        label="Parts of the answer"
        class="small"
        items={items}
        selected={part.value}
        onSelect={(id) => {
          part.value = id;
        }}
      />
      <TabPanel name="answer" id="body" selected={part.value} class="wb-scroll">
        {sent?.starter ? (
          <BesideStarter mine={sent} starter={sent.starter} />
        ) : answer ? (
          <Body body={answer.body} />
        ) : (
          <p class="wb-empty">The answer shows up here.</p>
        )}
      </TabPanel>
      <TabPanel name="answer" id="headers" selected={part.value} class="wb-scroll">
        {answer ? <Headers answer={answer} /> : <p class="wb-empty">No answer yet.</p>}
      </TabPanel>
      <TabPanel name="answer" id="cookies" selected={part.value} class="wb-scroll">
        {answer && answer.cookies.length > 0 ? (
          answer.cookies.map((cookie) => <CookieCard key={cookie.raw} cookie={cookie} />)
        ) : (
          <p class="wb-empty">{answer ? 'The answer sets no cookie.' : 'No answer yet.'}</p>
        )}
      </TabPanel>
      <TabPanel name="answer" id="jar" selected={part.value} class="wb-scroll">
        <Jar />
      </TabPanel>
      <TabPanel name="answer" id="history" selected={part.value} class="wb-scroll">
        <History
          onShow={() => {
            part.value = 'body';
          }}
        />
      </TabPanel>
    </section>
  );
}

function Head({ sent }: { sent: Sent | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const settled = sent?.answer ?? sent?.problem;
  // Where request and answer stand below each other, the answer comes into view.
  useEffect(() => {
    if (settled !== undefined) box.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [settled]);
  return (
    <div
      class={`wb-answer-head ${sent?.starter ? '' : (sent?.answer?.outcome ?? '')}`}
      role="status"
      ref={box}
    >
      {sent?.starter ? (
        <p class="label">{compared(sent)}</p>
      ) : (
        sent && <Verdict delivery={sent} from={sent.address} />
      )}
      {sent?.first !== undefined && <SendFirst id={sent.first} />}
    </div>
  );
}

/** The request that a value is missing from; the fields stay as they are. */
function SendFirst({ id }: { id: string }) {
  const { attack } = useBench();
  const title = attack.parsed.requests.find((request) => request.id === id)?.title;
  return (
    <button
      type="button"
      class="button small"
      disabled={attack.sending.value}
      onClick={() => void attack.sendNamed(id)}
    >
      Send “{title}”
    </button>
  );
}

/** The two answers in one sentence. */
function compared({ answer, starter }: Sent): string {
  const before = starter === 'sending' ? undefined : starter?.answer;
  if (!before || !answer) return 'Sent to the starter and to your code.';
  if (sameAnswer(before, answer)) return 'Both answer the same.';
  return before.status === answer.status
    ? 'The same status, another body.'
    : `${before.status} before, ${answer.status} after.`;
}

/** Whether the attack got through, status, time; or why there is no answer. */
export function Verdict({ delivery, from }: { delivery: Delivery; from?: string }) {
  const { answer, problem } = delivery;
  if (problem !== undefined) return <p class="wb-problem">{problem}</p>;
  if (!answer)
    return (
      <span class="label">
        <Icon name="pending" size={13} /> Waiting for the answer…
      </span>
    );
  return (
    <>
      {answer.outcome === 'breach' && (
        <span class="verdict breach">
          <Icon name="breach" /> {from === undefined ? 'Got through' : 'The attack got through'}
        </span>
      )}
      {answer.outcome === 'held' && (
        <span class="verdict held">
          <Icon name="held" /> Held
        </span>
      )}
      <span class="wb-status">
        {answer.status} {statusText(answer.status)}
      </span>
      <span class="label">
        {Math.max(1, Math.round(answer.durationMs))} ms · {answer.bytes} bytes
        {from !== undefined && ` · from ${from}`}
      </span>
    </>
  );
}

function Body({ body }: { body: ReadableBody }) {
  const raw = useSignal(false);
  if (body.kind === 'empty') return <p class="wb-empty">The answer has no body.</p>;
  const asCame = body.raw ?? body.text;
  return (
    <div class="wb-body">
      <div class="wb-bar floating">
        {body.raw !== undefined && (
          <button
            type="button"
            class="button small quiet"
            aria-pressed={raw.value}
            onClick={() => {
              raw.value = !raw.value;
            }}
          >
            As it came
          </button>
        )}
        <Copy text={() => asCame} label="Copy" />
      </div>
      <pre>
        {body.kind === 'json' && !raw.value
          ? jsonTokens(body.text).map((token, index) => (
              <span key={index} class={`j-${token.kind}`}>
                {token.text}
              </span>
            ))
          : asCame}
      </pre>
      {body.cut > 0 && <p class="label">{body.cut} more are not shown.</p>}
    </div>
  );
}

function Headers({ answer }: { answer: Answer }) {
  return (
    <dl class="wb-headers">
      {answer.headers.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A cookie with the three attributes that matter, present or missing. */
function CookieCard({ cookie }: { cookie: SetCookie }) {
  const sameSite = cookie.sameSite?.toLowerCase();
  const marks = [
    { label: 'HttpOnly', good: cookie.httpOnly, miss: 'Scripts can read it.' },
    { label: 'Secure', good: cookie.secure, miss: 'It goes over plain HTTP too.' },
    {
      label: cookie.sameSite ? `SameSite=${cookie.sameSite}` : 'SameSite',
      good: sameSite === 'lax' || sameSite === 'strict',
      miss: sameSite === 'none' ? 'Every other site can send it.' : 'It is left to the browser.',
    },
  ];
  return (
    <div class="wb-cookie">
      <p class="wb-cookie-name">
        {cookie.name} <span class="label">= {cookie.value}</span>
      </p>
      <ul>
        {marks.map(({ label, good, miss }) => (
          <li key={label} class={good ? 'good' : 'missing'}>
            <Icon name={good ? 'works' : 'broken'} size={12} />
            {label}
            {!good && <span>: missing or weak. {miss}</span>}
          </li>
        ))}
      </ul>
      <p class="label">
        Path {cookie.path} ·{' '}
        {cookie.expires === undefined
          ? 'until the browser closes'
          : `until ${new Date(cookie.expires).toLocaleString()}`}
      </p>
      {cookie.refused && <p class="wb-problem">A browser would not keep it: {cookie.refused}</p>}
    </div>
  );
}

function Jar() {
  const { attack } = useBench();
  const jar = attack.jar.value;
  if (jar.length === 0)
    return (
      <p class="wb-empty">
        Empty. Cookies that answers set are kept here and sent along, as a browser would.
      </p>
    );
  return (
    <>
      <ul class="wb-jar">
        {jar.map((cookie) => (
          <li key={`${cookie.path} ${cookie.name}`}>
            <code>
              {cookie.name}={cookie.value.length > 80 ? `${cookie.value.slice(0, 80)}…` : cookie.value}
            </code>
            <span class="label">path {cookie.path}</span>
            <button type="button" class="button small quiet" onClick={() => attack.removeCookie(cookie)}>
              Remove<span class="sr-only"> {cookie.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button small" onClick={() => attack.clearJar()}>
        Empty the jar
      </button>
    </>
  );
}

function History({ onShow }: { onShow(): void }) {
  const { attack } = useBench();
  const history = attack.history.value;
  if (history.length === 0) return <p class="wb-empty">Nothing sent yet.</p>;
  return (
    <>
      <ol class="wb-history">
        {history.map((sent) => (
          <li key={sent.id} class={sent.id === attack.shown.value ? 'shown' : ''}>
            <button
              type="button"
              class="wb-history-show"
              onClick={() => {
                attack.shown.value = sent.id;
                onShow();
              }}
            >
              <span class="label">{new Date(sent.at).toLocaleTimeString()}</span>
              <span class="wb-method">{sent.draft.method}</span>
              <span class="wb-history-path">{sent.draft.path}</span>
              <span class="label">{sent.answer ? sent.answer.status : sent.problem ? 'no answer' : '…'}</span>
              {sent.answer?.outcome === 'breach' && (
                <span class="wb-outcome breach">
                  <Icon name="breach" size={13} /> got through
                </span>
              )}
            </button>
            <button
              type="button"
              class="button small quiet"
              onClick={() => attack.load(sent.draft, sent.address)}
            >
              Load
            </button>
          </li>
        ))}
      </ol>
      <button type="button" class="button small" onClick={() => attack.clearHistory()}>
        Clear the history
      </button>
    </>
  );
}
