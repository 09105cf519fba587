/** The standards that checks and lessons name, with the place where their own words stand. */

export interface Standard {
  /** As in `exercise.yaml`: `CWE-89`, `OWASP-2025-A05`, `API-2023-API2`, `ASVS-v5.0.0-1.2.4`. */
  id: string;
  /** As people cite it: `CWE-89`, `OWASP A05:2025`, `OWASP API2:2023`, `ASVS v5.0.0-1.2.4`. */
  label: string;
  url: string;
}

const TOP10_2021 = [
  'A01_2021-Broken_Access_Control',
  'A02_2021-Cryptographic_Failures',
  'A03_2021-Injection',
  'A04_2021-Insecure_Design',
  'A05_2021-Security_Misconfiguration',
  'A06_2021-Vulnerable_and_Outdated_Components',
  'A07_2021-Identification_and_Authentication_Failures',
  'A08_2021-Software_and_Data_Integrity_Failures',
  'A09_2021-Security_Logging_and_Monitoring_Failures',
  'A10_2021-Server-Side_Request_Forgery_(SSRF)',
];

const TOP10_2025 = [
  'A01_2025-Broken_Access_Control',
  'A02_2025-Security_Misconfiguration',
  'A03_2025-Software_Supply_Chain_Failures',
  'A04_2025-Cryptographic_Failures',
  'A05_2025-Injection',
  'A06_2025-Insecure_Design',
  'A07_2025-Authentication_Failures',
  'A08_2025-Software_or_Data_Integrity_Failures',
  'A09_2025-Security_Logging_and_Alerting_Failures',
  'A10_2025-Mishandling_of_Exceptional_Conditions',
];

const API_2023 = [
  '0xa1-broken-object-level-authorization',
  '0xa2-broken-authentication',
  '0xa3-broken-object-property-level-authorization',
  '0xa4-unrestricted-resource-consumption',
  '0xa5-broken-function-level-authorization',
  '0xa6-unrestricted-access-to-sensitive-business-flows',
  '0xa7-server-side-request-forgery',
  '0xa8-security-misconfiguration',
  '0xa9-improper-inventory-management',
  '0xaa-unsafe-consumption-of-apis',
];

const ASVS_CHAPTERS = [
  '0x10-V1-Encoding-and-Sanitization',
  '0x11-V2-Validation-and-Business-Logic',
  '0x12-V3-Web-Frontend-Security',
  '0x13-V4-API-and-Web-Service',
  '0x14-V5-File-Handling',
  '0x15-V6-Authentication',
  '0x16-V7-Session-Management',
  '0x17-V8-Authorization',
  '0x18-V9-Self-contained-Tokens',
  '0x19-V10-OAuth-and-OIDC',
  '0x20-V11-Cryptography',
  '0x21-V12-Secure-Communication',
  '0x22-V13-Configuration',
  '0x23-V14-Data-Protection',
  '0x24-V15-Secure-Coding-and-Architecture',
  '0x25-V16-Security-Logging-and-Error-Handling',
  '0x26-V17-WebRTC',
];

/** @throws Error when the id is of no list that the course knows. */
export function standard(id: string): Standard {
  const [, cwe] = /^CWE-(\d+)$/.exec(id) ?? [];
  if (cwe) return { id, label: id, url: `https://cwe.mitre.org/data/definitions/${cwe}.html` };

  const [, year, item] = /^OWASP-(20\d\d)-([AX]\d\d)$/.exec(id) ?? [];
  if (year && item) {
    const page = (year === '2025' ? TOP10_2025 : TOP10_2021).find((name) => name.startsWith(`${item}_`));
    // What did not make the ten stands together on one page.
    const path = item.startsWith('X') ? 'X01_2025-Next_Steps' : page;
    if (path) return { id, label: `OWASP ${item}:${year}`, url: `https://owasp.org/Top10/${year}/${path}/` };
  }

  const [, api] = /^API-2023-API(\d+)$/.exec(id) ?? [];
  const apiPage = API_2023[Number(api) - 1];
  if (apiPage) {
    return {
      id,
      label: `OWASP API${api}:2023`,
      url: `https://owasp.org/API-Security/editions/2023/en/${apiPage}/`,
    };
  }

  const [, requirement, chapter] = /^ASVS-v5\.0\.0-((\d+)\.\d+\.\d+)$/.exec(id) ?? [];
  const file = ASVS_CHAPTERS[Number(chapter) - 1];
  if (file) {
    return {
      id,
      label: `ASVS v5.0.0-${requirement}`,
      url: `https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/${file}.md`,
    };
  }

  throw new Error(
    `No standard "${id}"; src/course/standards.ts knows CWE, the OWASP Top 10 of 2021 and 2025, the API Top 10 of 2023 and ASVS 5.0.0.`,
  );
}
