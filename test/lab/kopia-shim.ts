import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, removeFolder } from './folders.ts';
import { tools } from './tools.ts';

/**
 * What happens instead of, or around, the real kopia:
 * `exit` ends at once with that code · `late` works, then ends with that code · `garbage` prints half a JSON line ·
 * `empty` prints nothing, ends with 0 · `hang` waits until a signal ends it · `deaf` waits and ignores TERM, INT and HUP ·
 * `kill` gets SIGKILL after so many ms · `freeze` gets SIGSTOP after so many ms · `sleep` starts so many ms later ·
 * `noise` writes so many bytes without a line end to stderr first.
 */
export type KopiaFault =
  | 'garbage'
  | 'empty'
  | 'hang'
  | 'deaf'
  | { readonly exit: number }
  | { readonly late: number }
  | { readonly kill: number }
  | { readonly freeze: number }
  | { readonly sleep: number }
  | { readonly noise: number };

/** Hits the `nth` call (1 is the first) whose arguments, joined by spaces, match the extended regular expression. */
export interface KopiaRule {
  readonly match: string;
  readonly fault: KopiaFault;
  readonly nth?: number | 'every';
}

/** A program to give as KOPI_DOCKA_KOPIA. */
export interface KopiaShim {
  readonly path: string;
  /** The arguments of all calls so far. */
  calls(): readonly string[];
  /** Those that a rule hit. */
  hits(): readonly string[];
  dispose(): void;
}

/**
 * Writes a script that stands before the real kopia.
 *
 * Promise It keeps its pid when kopia takes over (exec), stdin, stdout and stderr are kopia's own, and no helper of the
 *         script holds them open. Of several rules that match, the first that is due acts.
 */
export function makeKopiaShim(rules: readonly KopiaRule[], kopia: string = tools().kopia): KopiaShim {
  const folder = freshFolder('shim');
  const path = join(folder, 'kopia');
  writeFileSync(path, script(folder, kopia, rules), { mode: 0o755 });
  const lines = (name: string) => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  };
  return { path, calls: () => lines('calls'), hits: () => lines('hits'), dispose: () => removeFolder(folder) };
}

function script(folder: string, kopia: string, rules: readonly KopiaRule[]): string {
  return `#!/bin/bash
REAL=${quote(kopia)}
STATE=${quote(folder)}
ARGS="\${*//$'\\n'/ }"
echo "$ARGS" >>"$STATE/calls"
due() { # RULE REGEX NTH: counts a call that matches and says whether it is the one
  [[ $ARGS =~ $2 ]] || return 1
  local n
  exec 9>"$STATE/lock"; flock 9
  n=$(( $(cat "$STATE/seen-$1" 2>/dev/null || echo 0) + 1 )); echo $n >"$STATE/seen-$1"
  exec 9>&-
  [[ $3 == every || $n == "$3" ]] || return 1
  echo "$ARGS" >>"$STATE/hits"
}
later() { # SIGNAL SECONDS: to this very process, which is kopia by then
  local me=$$
  ( sleep "$2"; kill -s "$1" $me ) <&- >&- 2>&- &
}
${rules.map((rule, index) => clause(rule, index)).join('\n')}
exec "$REAL" "$@"
`;
}

function clause(rule: KopiaRule, index: number): string {
  return `if due ${index} ${quote(rule.match)} ${rule.nth ?? 1}; then ${act(rule.fault)}; fi`;
}

function act(fault: KopiaFault): string {
  if (fault === 'garbage') return `echo '{"id":'; exit 0`;
  if (fault === 'empty') return 'exit 0';
  if (fault === 'hang') return 'exec sleep 100000';
  if (fault === 'deaf') return `trap '' TERM INT HUP; while :; do sleep 1 <&- >&- 2>&-; done`;
  if ('exit' in fault) return `echo 'ERROR injected by the lab' >&2; exit ${fault.exit}`;
  if ('late' in fault) return `"$REAL" "$@"; echo 'ERROR injected by the lab after the work' >&2; exit ${fault.late}`;
  if ('kill' in fault) return `later KILL ${fault.kill / 1000}; exec "$REAL" "$@"`;
  if ('freeze' in fault) return `later STOP ${fault.freeze / 1000}; exec "$REAL" "$@"`;
  if ('sleep' in fault) return `sleep ${fault.sleep / 1000} <&- >&- 2>&-; exec "$REAL" "$@"`;
  return `head -c ${fault.noise} /dev/zero | tr '\\0' x >&2; exec "$REAL" "$@"`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
