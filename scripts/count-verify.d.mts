export function countVerify(report: object, status: number): { passed: number; failed: number };
