/** What the learner has to know before going on: work not kept, or another tab at work. */
import { useState } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import type { ReviewStore } from './review-store.ts';

export function Notices({ store, onDownload }: { store: ReviewStore; onDownload(): void }) {
  const [taking, setTaking] = useState(false);
  const save = store.work.saveState.value;
  return (
    <>
      {save.kind === 'refused' && (
        <div class="notice" role="alert">
          <Icon name="pending" />
          <p>
            <strong>Your review is not being kept.</strong> {save.reason} It is safe while this page is open;
            download it before you leave.
          </p>
          <button type="button" class="button" onClick={onDownload}>
            Download my review
          </button>
        </div>
      )}
      {store.work.watching.value && (
        <div class="notice" role="status">
          <Icon name="pending" />
          <p>This review is being written in another tab. What is marked there shows up here.</p>
          <button
            type="button"
            class="button"
            disabled={taking}
            onClick={() => {
              setTaking(true);
              void store.tabs.takeOver().finally(() => setTaking(false));
            }}
          >
            Mark here instead
          </button>
        </div>
      )}
    </>
  );
}
