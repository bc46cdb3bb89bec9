// The little that the console does in the browser: the live chip, and times that go on by themselves.
(() => {
  'use strict';
  const chip = () => document.getElementById('live');
  const clock = () => new Date().toISOString().slice(11, 19);
  let heard = clock();

  const show = (state, words) => {
    const element = chip();
    if (element && element.dataset.state !== 'ended') {
      element.hidden = false;
      element.dataset.state = state;
      if (element.textContent !== words) element.textContent = words;
    }
  };
  const live = () => { heard = clock(); show('live', '● live'); };
  const lost = () => show('lost', '◐ reconnecting – data of ' + heard);

  document.addEventListener('htmx:sse:after:connection', live);
  document.addEventListener('htmx:sse:after:message', live);
  document.addEventListener('htmx:sse:before:connection', event => {
    if (event.detail.connection.attempt > 0) lost();
  });
  document.addEventListener('htmx:sse:error', event => {
    if (event.detail.status === 401) {
      show('ended', '');
      const link = document.createElement('a');
      link.href = location.href;
      link.textContent = '◌ signed out – sign in';
      chip()?.replaceChildren(link);
    } else {
      lost();
    }
  });

  const ahead = () => {
    const now = Number(document.body.dataset.now);
    return now ? now - performance.timeOrigin - performance.now() : 0;
  };
  let offset = null;
  const words = seconds => {
    if (seconds < 60) return seconds + ' s';
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min';
    if (seconds < 86400) {
      const minutes = Math.floor(seconds % 3600 / 60);
      return Math.floor(seconds / 3600) + ' h' + (minutes ? ' ' + minutes + ' min' : '');
    }
    return Math.floor(seconds / 86400) + ' d';
  };
  const tick = () => {
    if (offset === null) offset = ahead();
    if (document.hidden) return;
    const now = performance.timeOrigin + performance.now() + offset;
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const said = words(Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / 1000)));
      if (time.textContent !== said) time.textContent = said;
    }
  };
  document.addEventListener('DOMContentLoaded', () => { offset = ahead(); setInterval(tick, 1000); });

  // “/” goes to the search field, as long as nobody is typing.
  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.getElementById('search');
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
  });
})();
