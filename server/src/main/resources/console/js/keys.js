// Keys that work on every page, as long as nobody is typing.
(() => {
  'use strict';
  // “/” goes to the search field, as long as nobody is typing.
  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.getElementById('search');
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
  });
})();
