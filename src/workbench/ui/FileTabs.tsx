/** The learner's files as tabs; new, rename, delete. */
import { useRef } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { CSS_ID } from './EditorPane.tsx';
import { Glyph } from './Glyph.tsx';
import { Menu } from './Menu.tsx';

export function FileTabs() {
  const bench = useBench();
  const { work, running, comparison } = bench;
  const list = useRef<HTMLDivElement>(null);
  const names = work.names.value;
  const active = work.activeFile.value;
  const base = work.base.value;
  const files = work.files.value;
  const readOnly = work.readOnly.value;
  const faulty = new Set(bench.markers.value.map(({ place }) => place.file));

  const move = (event: KeyboardEvent) => {
    const at = names.indexOf(active);
    const to =
      event.key === 'ArrowRight'
        ? (at + 1) % names.length
        : event.key === 'ArrowLeft'
          ? (at - 1 + names.length) % names.length
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? names.length - 1
              : -1;
    const name = names[to];
    if (name === undefined) return;
    event.preventDefault();
    work.open(name);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };

  const remove = () => {
    const name = work.activeFile.peek();
    const removed = work.remove(name);
    bench.toast.value =
      'problem' in removed
        ? { text: removed.problem }
        : { text: `${name} is deleted.`, undo: () => void work.create(name, removed.text) };
  };

  return (
    <div class="wb-files">
      <div class="wb-tabs files" role="tablist" aria-label="Files" ref={list} onKeyDown={move}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`file-${CSS_ID(name)}-tab`}
            aria-controls="file-panel"
            aria-selected={name === active}
            tabIndex={name === active ? 0 : -1}
            onClick={() => work.open(name)}
            onDblClick={() => {
              if (!readOnly && name !== work.entry) bench.dialog.value = { kind: 'rename', name };
            }}
          >
            {name}
            {faulty.has(name) ? (
              <span class="wb-file-fault">
                <Glyph name="warning" size={13} />
                <span class="sr-only"> has an error</span>
              </span>
            ) : (
              files[name] !== base[name] && (
                <span class="wb-file-changed">
                  <span class="sr-only"> changed</span>
                </span>
              )
            )}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="button quiet small icon-only"
        title="New file"
        disabled={readOnly}
        onClick={() => {
          bench.dialog.value = { kind: 'new-file' };
        }}
      >
        <Glyph name="plus" />
        <span class="sr-only">New file</span>
      </button>
      <span class="wb-files-end">
        {running.outdated.value && running.state.value.kind === 'running' && (
          <span class="label wb-outdated">changed since Run</span>
        )}
        {comparison.value ? (
          <button
            type="button"
            class="button small"
            onClick={() => {
              comparison.value = undefined;
            }}
          >
            <Glyph name="close" />
            Back to editing
          </button>
        ) : (
          <Menu label={`${active}: more`}>
            <button
              type="button"
              disabled={readOnly || active === work.entry}
              onClick={() => {
                bench.dialog.value = { kind: 'rename', name: active };
              }}
            >
              Rename {active}…
            </button>
            <button type="button" disabled={readOnly || active === work.entry} onClick={remove}>
              Delete {active}
            </button>
            {active in base && (
              <button
                type="button"
                disabled={readOnly || files[active] === base[active]}
                onClick={() => {
                  const before = files[active] ?? '';
                  work.edit(active, base[active] ?? '');
                  bench.toast.value = {
                    text: `${active} is as in the starter again.`,
                    undo: () => work.edit(active, before),
                  };
                }}
              >
                Back to the starter's {active}
              </button>
            )}
          </Menu>
        )}
      </span>
    </div>
  );
}
