/** Vite's way to import a file as text; only tests use it, so that core needs no file system. */
declare module '*?raw' {
  const text: string;
  export default text;
}
