import { expect, test } from 'vitest';
import { standard } from './standards.ts';

test.each([
  ['CWE-89', 'CWE-89', 'https://cwe.mitre.org/data/definitions/89.html'],
  ['OWASP-2021-A03', 'OWASP A03:2021', 'https://owasp.org/Top10/2021/A03_2021-Injection/'],
  ['OWASP-2025-A05', 'OWASP A05:2025', 'https://owasp.org/Top10/2025/A05_2025-Injection/'],
  ['OWASP-2025-X03', 'OWASP X03:2025', 'https://owasp.org/Top10/2025/X01_2025-Next_Steps/'],
  [
    'API-2023-API10',
    'OWASP API10:2023',
    'https://owasp.org/API-Security/editions/2023/en/0xaa-unsafe-consumption-of-apis/',
  ],
  [
    'ASVS-v5.0.0-11.4.2',
    'ASVS v5.0.0-11.4.2',
    'https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x20-V11-Cryptography.md',
  ],
])('%s is cited as %s and links to its own words', (id, label, url) => {
  expect(standard(id)).toEqual({ id, label, url });
});

test.each(['OWASP-2025-A11', 'API-2023-API11', 'ASVS-v5.0.0-18.1.1', 'SANS-1'])(
  '%s is refused by name',
  (id) => {
    expect(() => standard(id)).toThrow(`No standard "${id}"`);
  },
);
