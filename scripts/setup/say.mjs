/** Says one line of what the set-up does; stdout is kept for results. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}
