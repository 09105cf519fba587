/** The tables as they are after the last request, and the statements that the app sent. */
import { useSignal } from '@preact/signals';
import type { TableSnapshot } from '../../runtimes/runtime.ts';
import { useBench } from '../bench.ts';
import { markInjected } from '../requests/injected.ts';
import type { ShownStatement } from '../state/running.ts';

export function DatabasePane() {
  const { running } = useBench();
  return (
    <div class="wb-database">
      <section class="wb-scroll" aria-label="Tables">
        <Tables tables={running.tables.value} before={running.tablesBefore.value} />
      </section>
      <section class="wb-scroll" aria-label="Statements">
        <Statements />
      </section>
    </div>
  );
}

function Tables({ tables, before }: { tables: TableSnapshot[]; before: TableSnapshot[] }) {
  const { running } = useBench();
  const picked = useSignal('');
  const table = tables.find(({ name }) => name === picked.value) ?? tables[0];
  return (
    <>
      <div class="wb-bar">
        <h2 class="label">Tables</h2>
        {tables.length > 1 && (
          <label>
            <span class="sr-only">Table</span>
            <select
              value={table?.name}
              onChange={(event) => {
                picked.value = event.currentTarget.value;
              }}
            >
              {tables.map(({ name, rowCount }) => (
                <option key={name} value={name}>
                  {name} ({rowCount})
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          class="button small quiet"
          disabled={running.state.value.kind !== 'running'}
          onClick={() => void running.readTables()}
        >
          Read again
        </button>
      </div>
      {table ? (
        <Rows table={table} before={before.find(({ name }) => name === table.name)} />
      ) : (
        <p class="wb-empty">Run the app to see its tables.</p>
      )}
    </>
  );
}

function Rows({ table, before }: { table: TableSnapshot; before: TableSnapshot | undefined }) {
  const known = new Set(before?.rows.map((row) => JSON.stringify(row)));
  const gone = before ? Math.max(0, before.rowCount - table.rowCount) : 0;
  return (
    <>
      <div class="wb-table">
        <table>
          <caption class="label">
            {table.name}: {table.rowCount} {table.rowCount === 1 ? 'row' : 'rows'}
            {table.rowCount > table.rows.length && `, the first ${table.rows.length} shown`}
            {gone > 0 && `, ${gone} fewer than before the last request`}
          </caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => {
              const text = JSON.stringify(row);
              const fresh = before !== undefined && !known.has(text);
              return (
                <tr key={text} class={fresh ? 'fresh' : ''}>
                  {row.map((value, index) => (
                    <td key={table.columns[index]}>
                      {index === 0 && fresh && <span class="wb-fresh">new</span>}
                      <Cell value={value} />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {table.rows.length === 0 && <p class="wb-empty">No rows.</p>}
    </>
  );
}

export function Cell({ value }: { value: string | null }) {
  if (value === null) return <span class="wb-null">NULL</span>;
  return (
    <span title={value.length > 60 ? value : undefined}>
      {value.length > 200 ? `${value.slice(0, 200)}…` : value}
    </span>
  );
}

function Statements() {
  const { running } = useBench();
  const statements = running.statements.value;
  return (
    <>
      <div class="wb-bar">
        <h2 class="label">Statements the app sent, newest first</h2>
        <button type="button" class="button small quiet" onClick={() => running.clearStatements()}>
          Clear
        </button>
      </div>
      {statements.length === 0 && <p class="wb-empty">None yet.</p>}
      <ol class="wb-statements">
        {statements.map((statement) => (
          <li key={statement.id}>
            <Statement statement={statement} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Statement({ statement }: { statement: ShownStatement }) {
  const pieces = markInjected(statement.sql.trim(), statement.inputs);
  const injected = pieces.some((piece) => piece.injected);
  return (
    <>
      <pre>
        {pieces.map((piece, index) =>
          piece.injected ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
        )}
      </pre>
      {statement.parameters.length > 0 && (
        <p class="label">
          {statement.parameters.map((value, index) => `$${index + 1} = ${value ?? 'NULL'}`).join('   ')}
        </p>
      )}
      {injected && (
        <p class="wb-injected label">Marked: text from the request stands inside the SQL itself.</p>
      )}
    </>
  );
}
