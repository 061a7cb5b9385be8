/**
 * Parses an INI file as Python's configparser does, as far as versions 2.x used it.
 *
 * Shape   → section → key → value, keys in lower case
 */
export function parseIni(text: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\[([^\]]+)\]\s*$/.exec(line) ?? [];
    const [, key, value = ''] = /^([^#;\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections[name.toLowerCase()] ?? {};
      sections[name.toLowerCase()] = section;
    } else if (key !== undefined) section[key.toLowerCase()] = value;
  }
  return sections;
}
