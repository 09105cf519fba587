/** JSON that stands in a `<script type="application/json">`, and that cannot end it. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
