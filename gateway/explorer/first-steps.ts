/**
 * What Altair has no option for: it opens the last window first, and each window knows the schema only when it is told
 * to read it. So whoever comes for the first time begins with the first window, and a window reads when it is opened.
 */
export const FIRST_STEPS = `<script>
  const opened = new WeakSet();
  addEventListener('click', ({ target }) => {
    const tab = target.closest('.window-switcher__item');
    if (!tab || opened.has(tab)) return;
    opened.add(tab);
    setTimeout(() => document.querySelector('[track-id="reload_docs"]')?.click(), 200);
  });
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('.window-switcher__item--active')) return;
    observer.disconnect();
    const here = localStorage.getItem('comptoir_visited') ? '--active' : '';
    localStorage.setItem('comptoir_visited', 'yes');
    // The windows come one after the other.
    setTimeout(() => document.querySelector('.window-switcher__item' + here).click(), 500);
  }).observe(document.body, { childList: true, subtree: true });
</script>`;
