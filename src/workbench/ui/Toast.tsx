/** A word about what just happened, with the way back. It stays until it is closed or the next one comes. */
import { useBench } from '../bench.ts';
import { Glyph } from './Glyph.tsx';

export function Toast() {
  const { toast } = useBench();
  const shown = toast.value;
  const undo = shown?.undo;
  return (
    <div class="wb-toast-place" role="status">
      {shown && (
        <div class="wb-toast">
          <p>{shown.text}</p>
          {undo && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                undo();
                toast.value = undefined;
              }}
            >
              <Glyph name="undo" />
              Undo
            </button>
          )}
          <button
            type="button"
            class="button small quiet icon-only"
            aria-label="Close this message"
            onClick={() => {
              toast.value = undefined;
            }}
          >
            <Glyph name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
