/** Progress of the scripts goes to stderr: stdout belongs to the command that is run in the end. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the process with an error that names the remedy. */
export function fail(text, remedy) {
  say(`error: ${text}${remedy === undefined ? '' : `\n${remedy}`}`);
  process.exit(1);
}
