import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import * as z from 'zod';
import { nearestName } from '../host/nearest-name.ts';
import { printable } from '../host/text.ts';
import { configSchema } from './schema.ts';

/** One thing that is wrong with the configuration file, and where. Units: line and column count from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Places the complaints of the schema in the text they are about.
 *
 * Promise An unknown key is placed at the key and names the known key that comes nearest, or all; values are never repeated.
 */
export function findProblems(error: z.ZodError, document: Document, lines: LineCounter): readonly ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys')
      return [{ ...position(document, lines, path), message: `${name(path)} ${complaint(issue)}` }];
    return issue.keys.map((key) => ({ ...keyPosition(document, lines, path, key), message: unknownKey(path, key) }));
  });
}

function unknownKey(path: readonly string[], key: string): string {
  const known = knownKeys(configSchema, path);
  const near = nearestName(key, known);
  const help = near === null ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return `unknown key ${name([...path, key])}; ${help}`;
}

function name(path: readonly string[]): string {
  return path.length === 0 ? 'the file' : path.map(printable).join('.');
}

/** What is wrong, without the value: that may be a secret in the wrong place. */
function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `has to be ${inWords(issue.expected)}`;
  if (issue.code === 'invalid_value') return `has to be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_union') return 'has the wrong form';
  if (issue.code === 'invalid_key') return 'has a key of the wrong form';
  if (issue.code === 'too_small') return 'is too small or empty';
  return issue.message;
}

function inWords(type: string): string {
  if (type === 'record' || type === 'object') return 'a set of keys';
  if (type === 'array') return 'a list';
  if (type === 'boolean') return 'true or false';
  return type === 'int' ? 'a whole number' : `a ${type}`;
}

function knownKeys(schema: z.core.$ZodType, path: readonly string[]): readonly string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const [key, ...rest] = path;
    if (key === undefined) return Object.keys(inner.shape);
    return key in inner.shape ? knownKeys(inner.shape[key], rest) : [];
  }
  return inner instanceof z.ZodRecord ? knownKeys(inner.valueType, path.slice(1)) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

function position(document: Document, lines: LineCounter, path: readonly string[]) {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(yamlPath(document, path.slice(0, length)), true);
    if (isNode(node) && node.range) return toPosition(lines, node.range[0]);
  }
  return { line: 1, column: 1 };
}

function keyPosition(document: Document, lines: LineCounter, path: readonly string[], key: string) {
  const map = path.length === 0 ? document.contents : document.getIn(yamlPath(document, path), true);
  const pair = isMap(map) ? map.items.find(({ key: node }) => isScalar(node) && String(node.value) === key) : undefined;
  const range = isNode(pair?.key) ? pair.key.range : undefined;
  return range ? toPosition(lines, range[0]) : position(document, lines, path);
}

/** List indexes are numbers to the YAML library. */
function yamlPath(document: Document, path: readonly string[]): readonly unknown[] {
  return path.map((part, index) => {
    const parent = index === 0 ? document.contents : document.getIn(yamlPath(document, path.slice(0, index)), true);
    return isMap(parent) ? part : Number(part);
  });
}

function toPosition(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
