// Keys that work on every page, as long as nobody is typing. `?` lists them; single keys can be turned off there.
(() => {
  'use strict';
  const OFF = 'kitward-keys-off';
  const PLACES = { o: '/', n: '/nodes', i: '/instances', s: '/services', p: '/policies', e: '/exceptions', b: '/backends', a: '/activity', h: '/history' };
  let going = 0;

  const rows = () => [...document.querySelectorAll('main table.list tbody tr')].filter(row => row.querySelector('a'));
  const link = row => row.querySelector('th a, a');
  const step = by => {
    const all = rows();
    const now = all.findIndex(row => row.contains(document.activeElement));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by))];
    if (next) { link(next).focus(); next.scrollIntoView({ block: 'nearest' }); }
  };
  const copy = text => navigator.clipboard?.writeText(text).then(() => say('copied: ' + text), () => say('this browser does not let us copy'));
  const say = words => {
    const place = document.getElementById('said');
    if (place) place.textContent = words;
  };
  const pause = () => {
    const paused = document.body.dataset.paused !== 'true';
    if (!paused) { location.reload(); return; }
    document.body.dataset.paused = 'true';
    document.dispatchEvent(new CustomEvent('kitward:paused'));
    say('paused; l goes on');
  };
  const help = () => {
    const dialog = document.getElementById('keys');
    if (!dialog || dialog.open) return;
    const box = dialog.querySelector('input[type="checkbox"]');
    if (box) box.checked = localStorage.getItem(OFF) !== 'yes';
    dialog.showModal();
  };

  // On a narrow screen the entries go beyond it: the current one is shown, also where CSS can't say so.
  document.addEventListener('DOMContentLoaded', () => {
    const here = document.querySelector('.rail a[aria-current]');
    const rail = here?.closest('.rail');
    if (rail && here.offsetLeft + here.offsetWidth > rail.scrollLeft + rail.clientWidth) rail.scrollLeft = here.offsetLeft - 40;
  });
  document.addEventListener('htmx:sse:before:message', event => {
    if (document.body.dataset.paused === 'true') event.detail.cancelled = true;
  });
  document.addEventListener('change', event => {
    if (event.target.closest?.('#keys')) localStorage.setItem(OFF, event.target.checked ? 'no' : 'yes');
  });

  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable], dialog');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '?') { event.preventDefault(); help(); return; }
    if (localStorage.getItem(OFF) === 'yes') return;
    if (going && event.timeStamp - going < 1500) {
      going = 0;
      const place = PLACES[event.key];
      if (place) { event.preventDefault(); location.assign(place); }
      return;
    }
    const act = {
      '/': () => { const field = document.getElementById('search'); field?.focus(); field?.select(); },
      g: () => { going = event.timeStamp; },
      j: () => step(1),
      k: () => step(-1),
      l: pause,
      y: () => copy(location.href),
      Y: () => copy(document.querySelector('.command')?.textContent ?? location.href),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
