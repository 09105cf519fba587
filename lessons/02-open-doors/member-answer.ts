/** What a directory answers about one member, and what is to say about its lines. */
export const code = `{
  "id": 17,
  "name": "Dana Berg",
  "bio": "Bread, mostly.",
  "joined_at": "2026-02-11T09:14:03.220Z",
  "email": "dana.berg@example.com",
  "password_hash": "$2b$10$Zk3rV0…",
  "stripe_customer_id": "cus_Nf3k2…",
  "is_admin": false,
  "inviter": { "id": 3, "name": "Emre Costa", "email": "emre@example.org", … }
}`;

export const notes = [
  {
    line: 2,
    verdict: 'fine',
    text: 'An id is a name for a row. If knowing it opens anything, the hole is in what it opens.',
  },
  {
    line: 5,
    verdict: 'fine',
    text: 'Harmless here, and only here: in another app the minute of joining says where somebody was.',
  },
  {
    line: 6,
    verdict: 'hole',
    text: 'The page never shows it. Whoever collects addresses does not look at the page.',
  },
  {
    line: 7,
    verdict: 'hole',
    text: 'For nobody, its owner included. Whoever has it can guess at home, where no limit counts.',
  },
  {
    line: 8,
    verdict: 'hole',
    text: 'Worth nothing by itself. On the phone with support it makes a stranger sound like her.',
  },
  {
    line: 9,
    verdict: 'hole',
    text: 'It says “false” here. Among all members it says whose account to go for.',
  },
  {
    line: 10,
    verdict: 'hole',
    text: 'The inviter came along as a whole row, by a JOIN. Nested objects are where filters end.',
  },
] as const;
