// Completion of selectors: what could stand at the caret, with how many nodes have it. Without it the field is a plain one.
(() => {
  'use strict';
  const DELAY = 120;
  let number = 0;

  const equip = field => {
    const box = document.createElement('div');
    box.className = 'completing';
    field.before(box);
    const list = document.createElement('ul');
    list.id = 'choices-' + ++number;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Ways to go on');
    list.hidden = true;
    box.append(field, list);
    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-expanded', 'false');
    field.setAttribute('aria-controls', list.id);

    let timer = 0, asking = null, answer = null, at = -1;

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      at = -1;
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
    };
    const mark = index => {
      at = index;
      [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === at)));
      const item = list.children[at];
      if (item) {
        field.setAttribute('aria-activedescendant', item.id);
        item.scrollIntoView({ block: 'nearest' });
      } else {
        field.removeAttribute('aria-activedescendant');
      }
    };
    const take = index => {
      const choice = answer.choices[index];
      const before = field.value.slice(0, answer.from), after = field.value.slice(answer.to);
      const space = choice.text.endsWith('(') || choice.kind === 'node' || after.startsWith(' ') ? '' : ' ';
      field.value = before + choice.text + space + after;
      const caret = (before + choice.text + space).length;
      field.setSelectionRange(caret, caret);
      close();
      if (choice.kind !== 'node') ask();
    };
    const show = () => {
      list.replaceChildren(...answer.choices.map((choice, i) => {
        const item = document.createElement('li');
        item.id = list.id + '-' + i;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        item.append(choice.text);
        const note = document.createElement('span');
        note.textContent = choice.nodes >= 0 ? choice.nodes.toLocaleString('en') : choice.kind;
        item.append(note);
        item.addEventListener('mousedown', event => { event.preventDefault(); take(i); });
        return item;
      }));
      list.hidden = answer.choices.length === 0;
      field.setAttribute('aria-expanded', String(!list.hidden));
      at = -1;
      field.removeAttribute('aria-activedescendant');
    };
    const ask = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        asking?.abort();
        asking = new AbortController();
        try {
          const query = new URLSearchParams({ text: field.value, caret: field.selectionStart });
          const got = await fetch('/complete?' + query, { signal: asking.signal });
          if (!got.ok) return close();
          answer = await got.json();
          if (document.activeElement === field) show();
        } catch (fault) {
          if (fault.name !== 'AbortError') close();
        }
      }, DELAY);
    };
    field.addEventListener('input', ask);
    field.addEventListener('blur', close);
    field.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown' && list.hidden) { event.preventDefault(); ask(); return; }
      if (list.hidden) return;
      const last = list.children.length - 1;
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(at >= last ? 0 : at + 1); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); mark(at <= 0 ? last : at - 1); }
      else if (event.key === 'Escape') { event.preventDefault(); close(); }
      else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) { event.preventDefault(); take(at); }
    });
  };
  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('input[data-complete]').forEach(equip));
})();
