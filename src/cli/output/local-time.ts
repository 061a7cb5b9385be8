/** Writes a moment in the time zone of the machine: `2026-11-20 02:00`. What is no time is given back as it is. */
export function formatLocalTime(time: string): string {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return time;
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
