const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const REFERENCE = new RegExp(
  String.raw`\$(?:(\$)|(${NAME})|\{(${NAME})(?:(:?[-+?])((?:[^{}]|\$\{[^{}]*\})*))?\})`,
  'g',
);

/**
 * Puts the values of variables into a text, as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}`, `$$`.
 *
 * Shape   → null when it names a variable that has no value and no default
 * Source  Compose specification, interpolation.
 */
export function interpolate(text: string, variables: Readonly<Record<string, string | undefined>>): string | null {
  let isWhole = true;
  const lookUp = (name: string, operator = '', word = ''): string | null => {
    const value = variables[name];
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    if (operator.endsWith('+')) return isSet ? interpolate(word, variables) : '';
    if (isSet) return value;
    return operator.endsWith('-') ? interpolate(word, variables) : null;
  };
  const whole = text.replace(REFERENCE, (_, dollar, plain, braced, operator, word) => {
    const value = dollar ?? lookUp(plain ?? braced, operator, word);
    isWhole &&= value !== null;
    return value ?? '';
  });
  return isWhole ? whole : null;
}
