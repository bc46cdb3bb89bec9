// The chip that says whether what is on screen is up to date.
(() => {
  'use strict';
  const chip = () => document.getElementById('live');
  const clock = () => new Date().toISOString().slice(11, 19);
  let heard = clock();

  const show = (state, words) => {
    const element = chip();
    if (element && element.dataset.state !== 'ended' && element.dataset.state !== 'paused') {
      element.hidden = false;
      element.dataset.state = state;
      if (element.textContent !== words) element.textContent = words;
    }
  };
  const live = () => { heard = clock(); show('live', '● live'); };
  const lost = () => show('lost', '◐ reconnecting – data of ' + heard);

  document.addEventListener('kitward:paused', () => show('paused', '❙❙ paused – data of ' + heard));
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
})();
