import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';
import { cutMiddle, displayWidth } from './width.ts';

/** One column. `min` is the width it may be cut down to; without it the column is never cut. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly right?: boolean;
  readonly min?: number;
  /** Left out where the terminal is too narrow for all columns. */
  readonly optional?: boolean;
  readonly paint?: (text: string, row: Row) => string;
}

const GAP = 2;

/**
 * Lays rows out in plain columns that fit the width; where even that is too narrow, each row becomes a small block.
 *
 * Promise Every cell is made printable. No line is wider than the look allows, unless a single cell that must not be cut is.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: Look): string {
  const chosen = [columns, columns.filter((column) => column.optional !== true)].find(
    (some) => total(smallest(some, rows)) <= look.width,
  );
  return chosen === undefined ? blocks(columns, rows) : lines(chosen, rows, look);
}

function lines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: Look): string {
  const widths = fitWidths(columns, rows, look.width);
  const titles = columns.map((column, at) => pad(column.title, widths[at] ?? 0, column.right === true));
  const body = rows.map((row) =>
    columns.map((column, at) => {
      const width = widths[at] ?? 0;
      const text = pad(cutMiddle(cellOf(column, row), width, look.symbols.cut), width, column.right === true);
      return column.paint === undefined ? text : column.paint(text, row);
    }),
  );
  return [
    look.paint.dim(titles.join(' '.repeat(GAP)).trimEnd()),
    ...body.map((cells) => cells.join(' '.repeat(GAP)).trimEnd()),
  ].join('\n');
}

function blocks<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => columns.map((column) => `${column.title}: ${cellOf(column, row)}`).join('\n')).join('\n\n');
}

/** Natural widths, the widest shrinkable column cut again and again until the line fits. */
function fitWidths<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): readonly number[] {
  const widths = columns.map((column) => natural(column, rows));
  const floors = smallest(columns, rows);
  for (let over = total(widths) - width; over > 0; over -= 1) {
    const room = widths.map((size, at) => (size > (floors[at] ?? 0) ? size : 0));
    const widest = room.indexOf(Math.max(...room));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function smallest<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly number[] {
  return columns.map((column) =>
    Math.min(natural(column, rows), Math.max(column.min ?? Infinity, column.title.length)),
  );
}

function natural<Row>(column: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((most, row) => Math.max(most, displayWidth(cellOf(column, row))), column.title.length);
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * Math.max(0, widths.length - 1));
}

function cellOf<Row>(column: Column<Row>, row: Row): string {
  return printable(column.cell(row));
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}
