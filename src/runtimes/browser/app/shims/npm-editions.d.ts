/** Names that the builder resolves to npm editions of Node's modules (`build/core.ts`). */
declare module 'buffer-npm' {
  const module: unknown;
  export default module;
}
declare module 'events-npm' {
  const module: unknown;
  export default module;
}
declare module 'readable-stream-npm' {
  const module: unknown;
  export default module;
}
declare module 'url-npm' {
  const module: unknown;
  export default module;
}
declare module 'string-decoder-npm' {
  const module: unknown;
  export default module;
}
