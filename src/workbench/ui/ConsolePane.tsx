/** The attack console: pick or write a request, send it, look at what came back. */
import Icon from '../../components/Icon.tsx';
import { useBench } from '../bench.ts';
import { prettyJson } from '../requests/body.ts';
import { toCurl } from '../requests/curl.ts';
import { bodyAdvice } from '../requests/draft.ts';
import { KEYS } from '../shortcuts.ts';
import { ADDRESSES } from '../state/attack.ts';
import { AnswerView } from './AnswerView.tsx';
import { Copy } from './Copy.tsx';
import { Glyph } from './Glyph.tsx';

export function ConsolePane() {
  return (
    <div class="wb-console">
      <RequestList />
      <RequestForm />
      <AnswerView />
    </div>
  );
}

/** The named requests; what became of each last time stands with it. */
function RequestList() {
  const { attack } = useBench();
  const picked = attack.picked.value;
  const outcomes = attack.outcomes.value;
  const { requests, problems } = attack.parsed;
  return (
    <div class="wb-requests">
      <label class="wb-requests-select">
        <span class="label">Request</span>
        <select value={picked} onChange={(event) => attack.pick(event.currentTarget.value)}>
          {requests.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
              {outcomes.get(id) === 'breach'
                ? ' (got through)'
                : outcomes.get(id) === 'held'
                  ? ' (held)'
                  : ''}
            </option>
          ))}
          <option value="">A request of your own</option>
        </select>
      </label>
      <ul class="wb-requests-list" aria-label="Requests">
        {requests.map(({ id, title, method }) => {
          const outcome = outcomes.get(id);
          return (
            <li key={id}>
              <button
                type="button"
                aria-current={id === picked ? 'true' : undefined}
                onClick={() => attack.pick(id)}
              >
                <span class="wb-method">{method}</span>
                <span class="wb-request-title">{title}</span>
                {outcome === 'breach' && (
                  <span class="wb-outcome breach" title="got through">
                    <Icon name="breach" size={13} />
                    <span class="sr-only">got through</span>
                  </span>
                )}
                {outcome === 'held' && (
                  <span class="wb-outcome held" title="held">
                    <Icon name="held" size={13} />
                    <span class="sr-only">held</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
        <li>
          <button
            type="button"
            aria-current={picked === '' ? 'true' : undefined}
            onClick={() => attack.pick('')}
          >
            <Glyph name="plus" size={13} />
            <span class="wb-request-title">A request of your own</span>
          </button>
        </li>
      </ul>
      {problems.map(({ line, message }) => (
        <p key={line} class="wb-problem">
          requests.http, line {line}: {message}
        </p>
      ))}
    </div>
  );
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const COMMON_HEADERS = [
  'Content-Type: application/json',
  'Content-Type: application/x-www-form-urlencoded',
  'Authorization: Bearer ',
  'X-Forwarded-For: 10.0.0.1',
  'Origin: https://evil.example',
];

function RequestForm() {
  const bench = useBench();
  const { attack } = bench;
  const draft = attack.draft.value;
  const problems = attack.problems.value;
  const advice = bodyAdvice(draft);
  const pretty = prettyJson(draft.body);
  const cookie = attack.jar.value.length > 0 ? attack.cookieToSend() : undefined;
  const rows = (text: string, least: number, most: number) =>
    Math.min(most, Math.max(least, text.split('\n').length));

  return (
    <form
      class="wb-request wb-scroll"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault();
        void attack.send();
      }}
    >
      {draft.description && <p class="wb-request-word">{draft.description}</p>}
      <div class="wb-request-line">
        <label>
          <span class="sr-only">Method</span>
          <input
            class="wb-method-field"
            list="wb-methods"
            spellcheck={false}
            autocomplete="off"
            value={draft.method}
            onInput={(event) => attack.change({ method: event.currentTarget.value.toUpperCase().trim() })}
          />
        </label>
        <datalist id="wb-methods">
          {METHODS.map((method) => (
            <option key={method} value={method} />
          ))}
        </datalist>
        <label class="wb-grow">
          <span class="sr-only">Path</span>
          <input
            class="wb-path-field"
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            value={draft.path}
            aria-invalid={!draft.path.startsWith('/')}
            onInput={(event) => attack.change({ path: event.currentTarget.value })}
          />
        </label>
        <button
          type="submit"
          class="button primary"
          disabled={problems.length > 0 || attack.sending.value}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title={`Send (${KEYS.send} in the console)`}
        >
          <Glyph name="send" />
          {attack.sending.value ? 'Sending…' : 'Send'}
        </button>
      </div>
      {problems.length > 0 && (
        <ul class="wb-problem" aria-live="polite">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <div class="wb-field">
        <label class="label" for="wb-body">
          Body
        </label>
        {pretty !== undefined && pretty !== draft.body && (
          <button type="button" class="button small quiet" onClick={() => attack.change({ body: pretty })}>
            Tidy the JSON
          </button>
        )}
      </div>
      <textarea
        id="wb-body"
        class="wb-code-field wb-body-field"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        rows={rows(draft.body, 2, 14)}
        value={draft.body}
        onInput={(event) => attack.change({ body: event.currentTarget.value })}
      />
      {advice && (
        <p class="wb-advice">
          {advice.text}{' '}
          {advice.addHeader !== undefined && (
            <button
              type="button"
              class="button small quiet"
              onClick={() =>
                attack.change({
                  headers: [draft.headers.trimEnd(), advice.addHeader].filter(Boolean).join('\n'),
                })
              }
            >
              Add {advice.addHeader}
            </button>
          )}
        </p>
      )}
      <div class="wb-field">
        <label class="label" for="wb-headers">
          Headers, one a line
        </label>
        <select
          class="small"
          aria-label="Add a header"
          value=""
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value)
              attack.change({
                headers: draft.headers.trim() ? `${draft.headers.trimEnd()}\n${value}` : value,
              });
            event.currentTarget.value = '';
          }}
        >
          <option value="">Add…</option>
          {COMMON_HEADERS.map((header) => (
            <option key={header}>{header}</option>
          ))}
        </select>
      </div>
      <textarea
        id="wb-headers"
        class="wb-code-field"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        wrap="off"
        rows={rows(draft.headers, 1, 5)}
        value={draft.headers}
        onInput={(event) => attack.change({ headers: event.currentTarget.value })}
      />
      {attack.notes.value.length > 0 && (
        <ul class="wb-placeholders" aria-label="What the placeholders stand for">
          {attack.notes.value.map(({ text, note }) => (
            <li key={text}>
              <code>{text}</code> {note}
            </li>
          ))}
        </ul>
      )}
      {cookie !== undefined && (
        <p class="label wb-cookie-word">
          <span>The cookie jar adds Cookie: {cookie.length > 60 ? `${cookie.slice(0, 60)}…` : cookie}</span>
          <button type="button" class="button small quiet" onClick={() => attack.clearJar()}>
            Empty the jar
          </button>
        </p>
      )}
      <div class="wb-request-end">
        <label class="wb-from">
          <span class="label">From</span>
          <input
            list="wb-addresses"
            spellcheck={false}
            autocomplete="off"
            size={14}
            value={attack.address.value}
            title="The client's address, as the proxy in front of the app sees it"
            onInput={(event) => {
              attack.address.value = event.currentTarget.value.trim();
            }}
          />
        </label>
        <datalist id="wb-addresses">
          {ADDRESSES.map((address) => (
            <option key={address} value={address} />
          ))}
        </datalist>
        <button
          type="button"
          class="button small quiet"
          onClick={() => {
            const at = (ADDRESSES as readonly string[]).indexOf(attack.address.peek());
            attack.address.value = ADDRESSES[(at + 1) % ADDRESSES.length] ?? ADDRESSES[0];
          }}
        >
          Another address
        </button>
        <label
          class="wb-beside"
          title="The same request goes to the untouched starter too, and its answer stands beside yours."
        >
          <input
            type="checkbox"
            checked={attack.besideStarter.value}
            onChange={(event) => {
              attack.besideStarter.value = event.currentTarget.checked;
            }}
          />
          Beside the starter
        </label>
        <Copy text={() => toCurl(attack.filledDraft(), attack.cookieToSend())} label="Copy as curl" />
      </div>
    </form>
  );
}
