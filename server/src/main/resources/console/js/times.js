// Times that go on by themselves.
(() => {
  'use strict';
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
    if (document.hidden || document.body.dataset.paused === 'true') return;
    const now = performance.timeOrigin + performance.now() + offset;
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const said = words(Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / 1000)));
      if (time.textContent !== said) time.textContent = said;
    }
  };
  document.addEventListener('DOMContentLoaded', () => { offset = ahead(); setInterval(tick, 1000); });
})();
