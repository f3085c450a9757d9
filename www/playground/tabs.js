// Tabs as the ARIA Authoring Practices want them: arrows, Home and End move and open, one stop for Tab.

const tabs = [...document.querySelectorAll('[role=tab]')];
const panel = (tab) => document.getElementById(tab.getAttribute('aria-controls'));
const opened = new Set();

/** Opens a tab; whoever listens hears of it. */
export function open(name, focus = false) {
  for (const tab of tabs) {
    const here = tab.id === `tab-${name}`;
    tab.setAttribute('aria-selected', String(here));
    tab.tabIndex = here ? 0 : -1;
    panel(tab).hidden = !here;
    if (here && focus) tab.focus();
    if (here) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  for (const told of opened) told(name);
}

export const current = () => tabs.find((tab) => tab.getAttribute('aria-selected') === 'true').id.slice('tab-'.length);
export const onOpen = (told) => opened.add(told);

for (const [i, tab] of tabs.entries()) {
  tab.addEventListener('click', () => open(tab.id.slice('tab-'.length)));
  tab.addEventListener('keydown', (event) => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    open(tabs[(to + tabs.length) % tabs.length].id.slice('tab-'.length), true);
  });
}
