const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const ASCII_ONLY = /^[\u0020-\u007e]*$/;

/** How many columns a terminal needs for a text. Source Unicode, East Asian Width: W and F take two. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length;
  let width = 0;
  for (const { segment } of SEGMENTS.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Cuts the middle out of a text that is wider than `width`: the ends of names tell them apart. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (displayWidth(text) <= width) return text;
  const room = Math.max(0, width - displayWidth(mark));
  const segments = [...SEGMENTS.segment(text)].map(({ segment }) => segment);
  const left = takeWidth(segments, Math.ceil(room / 2));
  const right = takeWidth([...segments].reverse(), Math.floor(room / 2)).reverse();
  return [...left, mark, ...right].join('');
}

/** Breaks a paragraph into lines of at most `width` columns, between words; a longer word stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function takeWidth(segments: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const segment of segments) {
    used += displayWidth(segment);
    if (used > width) break;
    taken.push(segment);
  }
  return taken;
}
