import { KopiDockaError } from '../../errors.ts';
import { run } from '../../host/run.ts';
import { ok, problem, warning } from '../observations.ts';
import type { Check, Observation } from '../types.ts';

/** A tool of the system, how the right one of that name calls itself, and what is lost without it; null when nothing works. */
interface Tool {
  readonly name: string;
  readonly says: RegExp;
  readonly package: string;
  readonly without: string | null;
}

const ATTRIBUTES = 'extended attributes and capabilities are not kept';
const ACLS = 'access control lists are not kept';

const TOOLS: readonly Tool[] = [
  { name: 'flock', says: /util-linux/, package: 'util-linux', without: null },
  { name: 'rm', says: /GNU coreutils/, package: 'coreutils', without: null },
  { name: 'find', says: /GNU findutils/, package: 'findutils', without: 'what kopia can not hold is not recorded' },
  { name: 'tar', says: /GNU tar/, package: 'tar', without: 'the tar format can not be used' },
  { name: 'getfattr', says: /getfattr/, package: 'attr', without: ATTRIBUTES },
  { name: 'setfattr', says: /setfattr/, package: 'attr', without: ATTRIBUTES },
  { name: 'getfacl', says: /getfacl/, package: 'acl', without: ACLS },
  { name: 'setfacl', says: /setfacl/, package: 'acl', without: ACLS },
];

const DEADLINE_MS = 5_000;

/** Whether the tools of the system that we call are there, and are the full ones and not those of busybox. */
export const toolsCheck: Check = {
  name: 'tools',
  async run() {
    const missing = (await Promise.all(TOOLS.map(judge))).filter((found) => found !== null);
    return missing.length === 0 ? [ok(`${TOOLS.map((tool) => tool.name).join(', ')} are there`)] : missing;
  },
};

async function judge(tool: Tool): Promise<Observation | null> {
  const state = await look(tool);
  if (state === null) return null;
  const fix = `Install the package ${tool.package}.`;
  return tool.without === null
    ? problem('E_TOOL_MISSING', `${tool.name} ${state}`, fix)
    : warning(`${tool.name} ${state}: ${tool.without}`, fix);
}

/** What is wrong with a tool; null when nothing is. */
async function look({ name, says, package: from }: Tool): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(name, ['--version'], { timeoutMs: DEADLINE_MS });
    return says.test(stdout + stderr) ? null : `is not the one of ${from}`;
  } catch (cause) {
    if (cause instanceof KopiDockaError && cause.code === 'E_TOOL_MISSING') return 'was not found';
    throw cause;
  }
}
