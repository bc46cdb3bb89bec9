// Rows and nodes by keys: x marks a row, w opens why, e the change of tags, [ and ] go along the list one came from.
(() => {
  'use strict';
  const LIST = 'kitward-list';
  const off = () => localStorage.getItem('kitward-keys-off') === 'yes';
  const names = () => [...document.querySelectorAll('main table.list th[scope="row"] a[href^="/nodes/"]')].map(link => link.getAttribute('href'));
  const open = details => {
    if (!details) return;
    details.open = true;
    details.querySelector('input:not([type="hidden"]), summary')?.focus();
  };
  const along = by => {
    const list = JSON.parse(sessionStorage.getItem(LIST) ?? '[]');
    const at = list.indexOf(location.pathname);
    if (at >= 0 && list[at + by]) location.assign(list[at + by]);
  };
  const row = () => document.activeElement?.closest?.('tr, tbody');

  document.addEventListener('DOMContentLoaded', () => {
    if (location.pathname === '/nodes') sessionStorage.setItem(LIST, JSON.stringify(names()));
  });
  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable], dialog');
    if (typing || off() || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      x: () => row()?.querySelector('input.mark')?.click(),
      w: () => {
        const why = row()?.querySelector('tr.why details') ?? document.querySelector('#node-instances tr.why details');
        if (why) { why.open = true; why.querySelector('summary').focus(); }
      },
      e: () => open(document.getElementById('node-edit-tags') ?? document.getElementById('mark-tags')),
      '[': () => along(-1),
      ']': () => along(1),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
