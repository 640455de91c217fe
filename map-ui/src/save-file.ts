// A file, made in the browser or fetched from the server, handed to the person as a download.
export function downloadFrom(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}

export function saveFile(content: Blob | string, name: string, type = 'text/csv;charset=utf-8'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // the download has begun with the click; the address may go once the event is over
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
