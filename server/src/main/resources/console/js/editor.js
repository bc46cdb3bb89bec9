// Says while one types what the server says of the text; every text that is sent is also kept.
(() => {
  'use strict';
  const form = document.querySelector('form[data-editor]');
  if (!form) return;
  const area = form.querySelector('.paper textarea');
  const lines = form.querySelector('.paper .lines');
  const verdict = () => document.getElementById('verdict');
  const state = document.getElementById('saved');
  let sending = null;
  let looking = null;
  let timer = 0;

  const number = () => {
    if (!area || !lines) return;
    const count = Math.min(area.value.split('\n').length, 20000);
    if (Number(lines.dataset.count) === count) return;
    lines.dataset.count = String(count);
    lines.textContent = Array.from({ length: count }, (_, i) => i + 1).join('\n');
  };
  const part = (html, id) => new DOMParser().parseFromString(html, 'text/html').getElementById(id);
  const say = words => { if (state) state.textContent = words; };

  const foresee = async () => {
    const effects = document.getElementById('effects');
    const href = effects?.dataset.href;
    if (!href) return;
    looking?.abort();
    const look = looking = new AbortController();
    const began = Date.now();
    const note = document.createElement('p');
    const stop = document.createElement('button');
    stop.type = 'button';
    stop.className = 'button';
    stop.textContent = 'Cancel';
    stop.addEventListener('click', () => look.abort());
    const words = document.createElement('span');
    const tick = () => { words.textContent = 'Looking at every node… ' + Math.round((Date.now() - began) / 1000) + ' s '; };
    tick();
    note.append(words, stop);
    effects.replaceChildren(note);
    const ticking = setInterval(tick, 1000);
    try {
      const answer = await fetch(href, { signal: look.signal });
      const fresh = part(await answer.text(), 'effects');
      if (fresh && looking === look) effects.replaceWith(fresh);
    } catch {
      if (looking === look) words.textContent = look.signal.aborted ? 'Cancelled. ' : 'The server does not answer. ';
      stop.remove();
    } finally {
      clearInterval(ticking);
    }
  };

  const post = signal => fetch(form.action, { method: 'POST', signal, body: new URLSearchParams(new FormData(form)) });
  // A new session has a new token: the page of the editor has it.
  const again = async signal => {
    const page = await fetch(location.href, { signal });
    const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('form[data-editor] [name=csrf]');
    if (!fresh) return null;
    form.elements.csrf.value = fresh.value;
    return post(signal);
  };

  const send = async () => {
    sending?.abort();
    const own = sending = new AbortController();
    try {
      let answer = await post(own.signal);
      if (answer.status === 401 || answer.status === 403) answer = await again(own.signal);
      if (!answer || answer.status === 401) {
        say('You are signed out; your text is still here. Sign in in another tab and go on typing.');
        return;
      }
      const fresh = part(await answer.text(), 'verdict');
      if (!fresh) {
        say('Not kept: the server refused this text.');
        return;
      }
      verdict().replaceWith(fresh);
      say('Draft kept');
      foresee();
    } catch {
      if (sending === own && !own.signal.aborted) say('Not kept: the server does not answer. It is tried again as you type.');
    }
  };

  form.addEventListener('input', () => {
    number();
    verdict()?.classList.add('stale');
    looking?.abort();
    say('…');
    clearTimeout(timer);
    timer = setTimeout(send, 250);
  });
  area?.addEventListener('scroll', () => { if (lines) lines.scrollTop = area.scrollTop; });
  number();
  foresee();
})();
